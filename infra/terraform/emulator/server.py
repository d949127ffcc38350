"""moto's server with the repairs that this stack needs; each says what moto 5.2.5 lacks. Usage: server.py PORT"""

import functools
import json
import sys

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.awslambda.models import EventSourceMapping, LambdaFunction
from moto.budgets.responses import BudgetsResponse
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.subnets import Subnet
from moto.rds.models import DBCluster
from moto.server import main
from moto.sqs.models import Queue


def around(owner, name):
    """Replaces a method by one that gets the original as its first argument."""

    def replace(new):
        old = getattr(owner, name)
        setattr(owner, name, functools.wraps(old)(lambda *a, **k: new(old, *a, **k)))

    return replace


def ipv6_associations(subnet):
    """Subnets: the state is printed as a mapping in place of its word, and a block is listed again after each change."""
    blocks = {}
    for one in subnet.ipv6_cidr_block_associations.values():
        if one["ipv6CidrBlockState"]["State"] == "associated":
            blocks[one["ipv6CidrBlock"]] = {
                "ipv6CidrBlock": one["ipv6CidrBlock"],
                "associationId": one["associationId"],
                "ipv6CidrBlockState": {"state": "associated"},
            }
    return list(blocks.values())


Subnet.ipv6_cidr_block_association_set = property(ipv6_associations)

# Security group rules: a rule that names a group forgets its description.
SecurityGroupRule.description = property(
    lambda rule: rule.ip_range.get("Description") or rule.source_group.get("Description")
)

# Database clusters: a scaling configuration of nothing is told where there is none.
scaling = DBCluster.scaling_configuration_info
DBCluster.scaling_configuration_info = property(
    lambda cluster: scaling.fget(cluster) if cluster.scaling_configuration else None
)

# Functions: where they log is forgotten.
log_places = {}


@around(LambdaFunction, "__init__")
def keep_log_place(old, self, account_id, spec, *rest, **named):
    old(self, account_id, spec, *rest, **named)
    if "LoggingConfig" in spec:
        log_places[self.function_name] = spec["LoggingConfig"]


@around(LambdaFunction, "get_configuration")
def tell_log_place(old, self, *rest, **named):
    told = old(self, *rest, **named)
    if self.function_name in log_places:
        told["LoggingConfig"] = log_places[self.function_name]
    return told


# Event sources: an alias is replaced by the version that it points at.
@around(EventSourceMapping, "get_configuration")
def tell_alias(old, self):
    told = old(self)
    if self.function_name.startswith("arn:"):
        told["FunctionArn"] = self.function_name
    return told


# Queues: JSON comes back with other spaces than it was sent with.
attributes = Queue.attributes


def tight(queue):
    told = attributes.fget(queue)
    if "RedrivePolicy" in told:
        told["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"))
    return told


Queue.attributes = property(tight)

# Scaling targets: tags cannot be listed.
target_tags = {}


@around(ApplicationAutoScalingResponse, "register_scalable_target")
def keep_tags(old, self):
    told = old(self)
    if self._get_param("Tags"):
        target_tags[json.loads(told)["ScalableTargetARN"]] = self._get_param("Tags")
    return told


ApplicationAutoScalingResponse.list_tags_for_resource = lambda self: json.dumps(
    {"Tags": target_tags.get(self._get_param("ResourceARN"), {})}
)


# Budgets: who is told cannot be listed, nor can tags.
budget_tags = {}


@around(BudgetsResponse, "create_budget")
def keep_budget_tags(old, self):
    budget_tags[self._get_param("Budget")["BudgetName"]] = self._get_param("ResourceTags") or []
    return old(self)


BudgetsResponse.list_tags_for_resource = lambda self: json.dumps(
    {"ResourceTags": budget_tags.get(self._get_param("ResourceARN").split("/")[-1], [])}
)


def subscribers(self):
    wanted = self._get_param("Notification")
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    for one in budget.notifications:
        if all(one.details.get(key) == wanted.get(key) for key in ("NotificationType", "Threshold")):
            return json.dumps({"Subscribers": one.subscribers})
    return json.dumps({"Subscribers": []})


BudgetsResponse.describe_subscribers_for_notification = subscribers

if __name__ == "__main__":
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
