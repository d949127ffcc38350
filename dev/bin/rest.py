"""A pipeline at zero and back, on the local stack. Run by ./freshet test --long wake and --long idle.

wake  pushes to a pipeline that rests, and puts an object into a bucket that one reads: the time until the row is readable.
      S3 and SQS are moto's server: the bucket tells the queue, the control plane waits at the queue.
idle  lets everything rest, then counts the statements and sessions that reach the database within ten minutes.
"""

import argparse
import datetime
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

HOME = os.environ["FRESHET_HOME"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    for port in range(20500 + os.getpid() % 5000, 32000):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise SystemExit("no port is free")


def cloud():
    """A bucket whose changes go to a queue; returns the client of the bucket and what the stack has to know."""
    port = free_port()
    ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False).start()
    url = "http://127.0.0.1:%d" % port
    s3, sqs = (
        boto3.client(n, endpoint_url=url, region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t")
        for n in ("s3", "sqs")
    )
    queue = sqs.create_queue(QueueName="wake")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    s3.create_bucket(Bucket="documents")
    s3.put_bucket_notification_configuration(
        Bucket="documents",
        NotificationConfiguration={"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]},
    )
    told = {
        "FRESHET_WAKE_QUEUE_URL": queue,
        "FRESHET_AWS_ENDPOINT": url,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "t",
        "AWS_SECRET_ACCESS_KEY": "t",
    }
    return s3, url, told


class Service:
    """The API as acme's admin."""

    def __init__(self):
        env = {}
        with open(os.path.join(HOME, "dev.env")) as lines:
            for line in lines:
                name, value = line.rstrip("\n").split("=", 1)
                env[name] = value.strip("'")
        self.env, self.base = env, env["FRESHET_URL"] + "/api/v1/tenants/acme"
        self.token, self.until = "", 0

    def bearer(self):
        if time.time() > self.until:
            form = {
                "grant_type": "client_credentials",
                "client_id": self.env["FRESHET_ACME_CLIENT_ID"],
                "client_secret": self.env["FRESHET_ACME_CLIENT_SECRET"],
            }
            with urllib.request.urlopen(self.env["FRESHET_TOKEN_URL"], urllib.parse.urlencode(form).encode()) as answer:
                self.token = json.load(answer)["access_token"]
            self.until = time.time() + 60
        return self.token

    def call(self, verb, path, body=None, kind="application/json"):
        headers = {"Authorization": "Bearer " + self.bearer(), "Content-Type": kind, "If-Match": "*"}
        request = urllib.request.Request(self.base + path, body and body.encode(), headers, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as e:
            return e.code, json.loads(e.read() or b"{}")

    def expect(self, *call):
        status, body = self.call(*call)
        if status >= 300:
            raise SystemExit("%s %s: %d %s" % (call[0], call[1], status, body))
        return body

    def state(self, pipeline):
        return self.expect("GET", "/pipelines/" + pipeline)["status"]["state"]

    def until_state(self, pipeline, wanted, seconds=120):
        end = time.time() + seconds
        while (state := self.state(pipeline)) != wanted:
            if time.time() > end or state == "FAILED":
                raise SystemExit("%s is %s: %s" % (pipeline, state, self.expect("GET", "/pipelines/" + pipeline)))
            time.sleep(0.1)

    def rows(self, pipeline):
        status, body = self.call("GET", "/pipelines/%s/views/v/rows?page_size=1000" % pipeline)
        return [row["id"] for row in body.get("rows", body.get("items", []))] if status == 200 else []


def document(name, source, column):
    return """api_version: freshet/v1
kind: Pipeline
metadata: {name: %s}
spec:
  desired_state: RUNNING
  memory: 512Mi
  idle: {after_seconds: 2, max_staleness_seconds: 3600}
  sources:
    %s
  sql: CREATE VIEW v AS SELECT %s AS id FROM t;
""" % (name, source, column)


def applied(service, name, source, column):
    text = document(name, source, column)
    service.expect("PUT", "/pipelines/" + name, text, "application/yaml")
    service.until_state(name, "IDLE")


def summary(times):
    return {"median_ms": round(statistics.median(times)), "max_ms": round(max(times)), "runs": len(times)}


def by_push(service, runs):
    applied(service, "wake-push", "t: {connector: push, columns: {id: VARCHAR NOT NULL}, primary_key: [id]}", "id")
    times = []
    for run in range(runs):
        service.until_state("wake-push", "IDLE")
        time.sleep(1)
        service.bearer()
        begun = time.monotonic()
        row = json.dumps({"id": "row-%d" % run})
        answer = service.expect("POST", "/pipelines/wake-push/tables/t/records", row, "application/x-ndjson")
        if "row-%d" % run not in service.rows("wake-push"):
            raise SystemExit("a row that was pushed is not there: %s" % answer)
        times.append((time.monotonic() - begun) * 1000)
        say("push, run %d: %d ms" % (run + 1, times[-1]))
    return times


def by_event(service, s3, url, runs):
    connection = {"connector": "s3", "settings": {
        "endpoint": url, "region": "us-east-1", "access_key_id": "t", "secret_access_key": "${secret:bucket-key}"}}
    service.expect("PUT", "/secrets/bucket-key", json.dumps({"value": "t"}))
    service.expect("PUT", "/connections/bucket", json.dumps(connection))
    source = "t: {connector: files, format: document, path: 's3://documents/guides', connection: bucket}"
    applied(service, "wake-event", source, "path")
    times = []
    for run in range(runs):
        service.until_state("wake-event", "IDLE")
        time.sleep(1)
        service.bearer()
        name = "guide-%d.md" % run
        begun = time.monotonic()
        s3.put_object(Bucket="documents", Key="guides/" + name, Body=b"text")
        # A read would wake it; its state does not.
        while service.state("wake-event") == "IDLE":
            if time.monotonic() - begun > 60:
                raise SystemExit("the event woke nobody")
            time.sleep(0.02)
        while name not in service.rows("wake-event"):
            if time.monotonic() - begun > 60:
                raise SystemExit("the object's row does not come")
            time.sleep(0.02)
        times.append((time.monotonic() - begun) * 1000)
        say("event, run %d: %d ms" % (run + 1, times[-1]))
    return times


def wake(service, s3, url, options):
    push = summary(by_push(service, options.runs))
    event = summary(by_event(service, s3, url, options.runs))
    return {"push": push, "s3_event": event}


def sql(service, text):
    """As the database's owner, from another database, so that nothing here is counted."""
    url = urllib.parse.urlsplit(service.env["FRESHET_DATABASE_URL"])
    command = os.environ["FRESHET_SQL"].split(" ") + ["%s:%s" % (url.hostname, url.port), url.username]
    return subprocess.run(command + [text], env={**os.environ, "PGPASSWORD": url.password}, check=True,
                          capture_output=True, text=True).stdout.strip()


def idle(service, s3, url, options):
    applied(service, "idle-push", "t: {connector: push, columns: {id: VARCHAR NOT NULL}, primary_key: [id]}", "id")
    service.expect("POST", "/pipelines/idle-push/tables/t/records", '{"id": "a"}', "application/x-ndjson")
    for pipeline in service.expect("GET", "/pipelines?page_size=100")["items"]:
        service.until_state(pipeline["name"], "IDLE")
    for setting in ("log_statement = 'all'", "log_connections = 'on'", "log_line_prefix = 'db=%d user=%u '"):
        sql(service, "ALTER SYSTEM SET " + setting)
    sql(service, "SELECT pg_reload_conf()")
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'freshet'"
    end = time.time() + 120
    while int(sql(service, count)) > 0:
        if time.time() > end:
            raise SystemExit("sessions stay open: " + sql(service, "SELECT usename, state, query FROM pg_stat_activity"
                                                          " WHERE datname = 'freshet'"))
        time.sleep(2)
    sessions = "SELECT sessions FROM pg_stat_database WHERE datname = 'freshet'"
    before, log = int(sql(service, sessions)), os.path.join(HOME, "logs", "postgres.log")
    mark = os.path.getsize(log)
    say("Everything rests and no session is open; looking away for %d s" % options.seconds)
    time.sleep(options.seconds)
    opened, left = int(sql(service, sessions)) - before, int(sql(service, count))
    with open(log, "rb") as lines:
        lines.seek(mark)
        asked = [line for line in lines.read().decode(errors="replace").splitlines() if "db=freshet " in line]
    for line in asked[:20]:
        say("  " + line)
    service.expect("POST", "/pipelines/idle-push/tables/t/records", '{"id": "b"}', "application/x-ndjson")
    woke = "b" in service.rows("idle-push")
    result = {"seconds": options.seconds, "statements": len(asked), "sessions_opened": opened, "sessions_left": left}
    if asked or opened or left or not woke:
        say("The database was asked: %s, and the pipeline woke: %s" % (result, woke))
        raise SystemExit(1)
    return result


def main():
    parser = argparse.ArgumentParser(prog="./freshet test --long " + sys.argv[1])
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=600)
    suite, root = sys.argv[1], sys.argv[2]
    options = parser.parse_args(sys.argv[3:])
    s3, url, told = cloud()
    subprocess.run([os.path.join(root, "freshet"), "up", "--detach"], env={**os.environ, **told}, check=True)
    result = (wake if suite == "wake" else idle)(Service(), s3, url, options)
    commit = subprocess.run(["git", "-C", root, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    line = {"name": suite, "commit": commit.stdout.strip(), "date": datetime.date.today().isoformat(), **result}
    with open(os.path.join(root, "docs", "results", suite + ".jsonl"), "a") as results:
        results.write(json.dumps(line) + "\n")
    print(json.dumps(line))
    # moto's threads would keep the process.
    sys.stdout.flush()
    os._exit(0)


try:
    main()
except SystemExit as e:
    if isinstance(e.code, str):
        say(e.code)
    os._exit(1 if e.code else 0)
