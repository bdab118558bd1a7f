"""What is kept. Rows only: what is done with them stands in the folders above."""

from coalition.models.access import ApiKey, RequestCount
from coalition.models.articles import Article, Story
from coalition.models.countries import Country, Membership, Office
from coalition.models.desk import (
    Assignment,
    Batch,
    CorrectionRequest,
    Difference,
    SavedFilter,
    SecondCoding,
    Suggestion,
    Waiting,
)
from coalition.models.hosts import HostState, HostVisit
from coalition.models.model_calls import ModelCall
from coalition.models.names import FormerName
from coalition.models.pages import Offer, Page
from coalition.models.positions import Change, Pin, Position, WorldEvent
from coalition.models.proposals import Proposal, ProposalDefinition, ProposalRelation
from coalition.models.sources import Feed, Source
from coalition.models.stances import Reading, Review, Stance, StanceCondition
from coalition.models.stories import Band, Likeness, StoryReview
from coalition.models.webhooks import Delivery, Webhook
from coalition.models.work import Job
from coalition.models.writes import WriteMark

__all__ = [
    "ApiKey",
    "Article",
    "Assignment",
    "Band",
    "Batch",
    "Change",
    "CorrectionRequest",
    "Country",
    "Delivery",
    "Difference",
    "Feed",
    "FormerName",
    "HostState",
    "HostVisit",
    "Job",
    "Likeness",
    "Membership",
    "ModelCall",
    "Offer",
    "Office",
    "Page",
    "Pin",
    "Position",
    "Proposal",
    "ProposalDefinition",
    "ProposalRelation",
    "Reading",
    "RequestCount",
    "Review",
    "SavedFilter",
    "SecondCoding",
    "Source",
    "Stance",
    "StanceCondition",
    "Story",
    "StoryReview",
    "Suggestion",
    "Waiting",
    "Webhook",
    "WorldEvent",
    "WriteMark",
]
