"""moto's server with a bucket whose changes go to a queue. Prints one line of JSON; ends when its standard input does."""

import json
import os
import sys

import boto3
from moto.server import ThreadedMotoServer

port = int(sys.argv[1])
ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False).start()
url = "http://127.0.0.1:%d" % port
s3, sqs = (
    boto3.client(name, endpoint_url=url, region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t")
    for name in ("s3", "sqs")
)
queue = sqs.create_queue(QueueName="wake")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
s3.create_bucket(Bucket="documents")
s3.put_bucket_notification_configuration(
    Bucket="documents",
    NotificationConfiguration={
        "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]
    },
)
print(json.dumps({"url": url, "queue": queue}), flush=True)
sys.stdin.read()
os._exit(0)
