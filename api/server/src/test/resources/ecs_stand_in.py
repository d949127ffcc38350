"""A stand-in for Amazon ECS: moto's server, whose tasks really run, as child processes of this one.

Written from the public API description of RunTask (clientToken, overrides), DescribeTasks, StopTask and a task's life.
A task has an address of its own below 127.77.0.0/16 in place of a network interface's; its image is the command in
WORKER_COMMAND (JSON). Prints one line of JSON: where it listens and what was made. Ends when its standard input does.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import boto3
from moto.ecs.models import EC2ContainerServiceBackend as Ecs
from moto.ecs.responses import EC2ContainerServiceResponse as EcsResponse
from moto.server import ThreadedMotoServer

port, worker_port, logs = int(sys.argv[1]), sys.argv[2], sys.argv[3]
command = json.loads(os.environ["WORKER_COMMAND"])
lock = threading.RLock()
by_token, children = {}, {}
run_task = Ecs.run_task


def environment_of(backend, task):
    definition = backend.describe_task_definition(task.task_definition_arn).container_definitions[0]
    pairs = list(definition.get("environment", []))
    for override in (task.overrides or {}).get("containerOverrides", []):
        if override["name"] == definition["name"]:
            pairs += override.get("environment", [])
    return {pair["name"]: pair["value"] for pair in pairs}


def begin(backend, task):
    address = "127.77.%d.%d" % divmod(len(children) + 1, 250)
    for detail in task.attachments[0]["details"]:
        if detail["name"] == "privateIPv4Address":
            detail["value"] = address
    environment = {"PATH": os.environ["PATH"], "FRESHET_WORKER_HOST": address, **environment_of(backend, task)}
    with open(os.path.join(logs, task.id + ".log"), "wb") as log:
        children[task.task_arn] = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    task.last_status = task.containers[0].last_status = "RUNNING"


def started(self, *arguments, **named):
    with lock:
        token = getattr(started, "token", None)
        if token and token in by_token:
            return [by_token[token]]
        tasks = run_task(self, *arguments, **named)
        for task in tasks:
            begin(self, task)
        if token:
            by_token[token] = tasks[0]
        return tasks


def look(task):
    code = children[task.task_arn].poll()
    if code is not None and task.last_status != "STOPPED":
        task.last_status = task.desired_status = task.containers[0].last_status = "STOPPED"
        task.containers[0].exitCode = 128 - code if code < 0 else code
        task.stopped_reason = task.stopped_reason or "Essential container in task exited"


def described(self, cluster, tasks):
    with lock:
        found = [task for known in self.tasks.values() for arn, task in known.items() if arn in tasks]
        for task in found:
            look(task)
        return found


def stopped(self, cluster, name, reason):
    with lock:
        task = described(self, cluster, [name])[0]
        child = children[task.task_arn]
        if child.poll() is None:
            task.desired_status, task.stopped_reason = "STOPPED", reason
            child.send_signal(signal.SIGTERM)
            threading.Timer(2, child.kill).start()
        return task


respond = EcsResponse.run_task


def respond_once(self):
    with lock:
        started.token = self._get_param("clientToken")
        return respond(self)


EcsResponse.run_task = respond_once
Ecs.run_task, Ecs.describe_tasks, Ecs.stop_task = started, described, stopped

server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
server.start()
url = "http://127.0.0.1:%d" % port
clients = {
    name: boto3.client(name, endpoint_url=url, region_name="eu-central-1", aws_access_key_id="t", aws_secret_access_key="t")
    for name in ("ec2", "ecs")
}
subnet = clients["ec2"].describe_subnets()["Subnets"][0]
group = clients["ec2"].describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]}])
clients["ecs"].create_cluster(clusterName="freshet")
for name, memory in (("small", "1024"), ("large", "4096")):
    clients["ecs"].register_task_definition(
        family="freshet-worker-" + name,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory=memory,
        containerDefinitions=[
            {
                "name": "worker",
                "image": "stand-in",
                "memory": int(memory),  # moto wants it said here too
                "stopTimeout": 2,
                "environment": [{"name": "FRESHET_WORKER_PORT", "value": worker_port}],
            }
        ],
    )
print(
    json.dumps({"url": url, "subnet": subnet["SubnetId"], "group": group["SecurityGroups"][0]["GroupId"]}), flush=True
)
sys.stdin.read()
for child in children.values():
    if child.poll() is None:
        child.kill()
os._exit(0)
