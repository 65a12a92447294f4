"""The composition root: what a process needs, made when first used, heavy imports inside."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib import settings
from chalicelib.adapters.clock import DomainClock, pause, random_number
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.bootstrap_work import WorkStores
from chalicelib.domain.errors import FieldError
from chalicelib.domain.ids import Uuid7

if TYPE_CHECKING:
    from chalicelib.adapters.catalogue import BundleStore
    from chalicelib.adapters.dynamodb.accounts import AccountStore
    from chalicelib.adapters.dynamodb.cases import CaseStore
    from chalicelib.adapters.dynamodb.confirmations import ConfirmationStore
    from chalicelib.adapters.dynamodb.consultations import ConsultationStore
    from chalicelib.adapters.dynamodb.drafts import DraftStore
    from chalicelib.adapters.dynamodb.limits import LimitStore
    from chalicelib.adapters.dynamodb.members import MemberStore
    from chalicelib.adapters.dynamodb.notes import NoteStore
    from chalicelib.adapters.dynamodb.pointers import PointerStore
    from chalicelib.adapters.dynamodb.register_imports import ImportStore
    from chalicelib.adapters.dynamodb.registers import RegisterStore
    from chalicelib.adapters.dynamodb.remarks import RemarkStore
    from chalicelib.adapters.dynamodb.sealing import Sealing
    from chalicelib.adapters.dynamodb.statistics import StatisticsStore
    from chalicelib.adapters.dynamodb.subscriptions import SubscriptionStore
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.adapters.encryption import Encryption
    from chalicelib.adapters.import_sources import ImportSources
    from chalicelib.adapters.messages import SmsSender
    from chalicelib.adapters.messages.ses import SesEmail
    from chalicelib.adapters.messages.web_push import WebPush
    from chalicelib.adapters.queues import Queues
    from chalicelib.adapters.secrets import Secrets
    from chalicelib.adapters.signing import Signing
    from chalicelib.adapters.tokens import Tokens
    from chalicelib.adapters.workflows import Workflows
    from chalicelib.settings import Municipality


CHANNELS = ("sms", "email", "push")


class Stores(WorkStores):
    """Everything outside the domain that use cases act upon; one for each process.

    Attributes:
        now: the domain's present instant, UTC.
        new_id: a new time-ordered id, 32 hexadecimal characters.
        random: 64 unpredictable bits.
        pause: waits a moment before attempt `number` is repeated.
        fault: called before every write; tests inject transaction conflicts through it.
    """

    def __init__(self) -> None:
        self.now: Callable[[], datetime] = DomainClock(settings.optional("clock_file"))
        self.new_id: Callable[[], str] = Uuid7()
        self.random: Callable[[], int] = random_number
        self.pause: Callable[[int], None] = pause
        self.fault: Callable[[], None] | None = None

    @property
    def municipality(self) -> Municipality:
        return settings.municipality()

    def begin(self, by: str, at: str) -> UnitOfWork:
        """Begin a write of the Cases table (and of others, in one transaction), caused by `by`."""
        from chalicelib.adapters.dynamodb.unit import UnitOfWork

        return UnitOfWork(aws("dynamodb"), settings.setting("cases_table"), at, by, self.sealing, self.fault)

    def check(
        self, schema: Mapping[str, Any], instance: object, *, key: str | None = None, at: str = ""
    ) -> tuple[FieldError, ...]:
        """Name every place where an instance breaks a JSON Schema."""
        from chalicelib.adapters import schemas

        return schemas.check(schema, instance, key=key, at=at, bounds=self.municipality.bounds)

    @cached_property
    def cases(self) -> CaseStore:
        from chalicelib.adapters.dynamodb.cases import CaseStore

        return CaseStore(aws("dynamodb"), settings.setting("cases_table"), self.sealing)

    @cached_property
    def sealing(self) -> Sealing:
        from chalicelib.adapters.dynamodb.sealing import Sealing

        return Sealing(aws("dynamodb"), settings.setting("cases_table"), self.accounts)

    @cached_property
    def encryption(self) -> Encryption:
        from chalicelib.adapters.encryption import Encryption

        return Encryption(aws("kms"), settings.setting("key_id"))

    @cached_property
    def signing(self) -> Signing:
        from chalicelib.adapters.signing import Signing

        return Signing(aws("kms"), settings.setting("signing_key_id"))

    @cached_property
    def accounts(self) -> AccountStore:
        from chalicelib.adapters.dynamodb.accounts import AccountStore

        return AccountStore(aws("dynamodb"), settings.setting("accounts_table"), self.encryption)

    @cached_property
    def secrets(self) -> Secrets:
        from chalicelib.adapters.secrets import Secrets

        name = settings.setting("secret_id")
        return Secrets(lambda: aws("secretsmanager").get_secret_value(SecretId=name)["SecretString"])

    @cached_property
    def workflows(self) -> Workflows:
        from chalicelib.adapters.workflows import Workflows

        return Workflows(aws("stepfunctions"), settings.setting("case_machine"), settings.setting("sub_machine"))

    @cached_property
    def catalogue(self) -> BundleStore:
        from chalicelib.adapters.catalogue import BundleStore

        return BundleStore(aws("s3"), settings.setting("catalogue_bucket"))

    @cached_property
    def registers(self) -> RegisterStore:
        from chalicelib.adapters.dynamodb.registers import RegisterStore

        return RegisterStore(aws("dynamodb"), settings.setting("registers_table"), self.secrets.digest)

    @cached_property
    def imports(self) -> ImportStore:
        from chalicelib.adapters.dynamodb.register_imports import ImportStore

        return ImportStore(aws("dynamodb"), settings.setting("registers_table"))

    @cached_property
    def import_sources(self) -> ImportSources:
        from chalicelib.adapters.import_sources import ImportSources

        return ImportSources(aws("s3"), settings.setting("files_bucket"))

    @cached_property
    def members(self) -> MemberStore:
        from chalicelib.adapters.dynamodb.members import MemberStore

        return MemberStore(aws("dynamodb"), settings.setting("accounts_table"))

    @cached_property
    def limits(self) -> LimitStore:
        from chalicelib.adapters.dynamodb.limits import LimitStore

        return LimitStore(aws("dynamodb"), settings.setting("accounts_table"), self.secrets.digest)

    @cached_property
    def confirmations(self) -> ConfirmationStore:
        from chalicelib.adapters.dynamodb.confirmations import ConfirmationStore

        table = settings.setting("accounts_table")
        return ConfirmationStore(aws("dynamodb"), table, self.encryption, self.secrets)

    @cached_property
    def tokens(self) -> Tokens:
        from chalicelib.adapters.tokens import Tokens, pool

        endpoint = settings.engine_endpoint()
        return Tokens(
            (
                pool("applicant", settings.setting("applicant_pool"), settings.setting("applicant_client"), endpoint),
                pool("staff", settings.setting("staff_pool"), settings.setting("staff_client"), endpoint),
            )
        )

    @cached_property
    def notes(self) -> NoteStore:
        from chalicelib.adapters.dynamodb.notes import NoteStore

        return NoteStore(aws("dynamodb"), settings.setting("accounts_table"), lambda: self.fault and self.fault())

    @cached_property
    def sms(self) -> SmsSender:
        from chalicelib.adapters import messages

        if self.municipality.sms == "http":
            return messages.gateway_sms(self.municipality.raw["sms_gateway"], self.sms_gateway_token() or "")
        return messages.sns_sms()

    def sms_gateway_token(self) -> str | None:
        """Give the token with which the SMS gateway knows this stack; nothing where the settings name none."""
        url = self.municipality.raw.get("sms_gateway")
        return self.secrets.mac("sms gateway", url).hex() if url else None

    @cached_property
    def email(self) -> SesEmail:
        from chalicelib.adapters import messages

        return messages.ses_email(self.municipality.sender)

    @cached_property
    def push(self) -> WebPush:
        from chalicelib.adapters.messages.web_push import ORDER, WebPush

        return WebPush(self.secrets.scalar("vapid", ORDER), f"mailto:{self.municipality.sender}")

    @property
    def push_receiver(self) -> str | None:
        """Give the local stack's own receiver; in the cloud there is none, whatever the settings say."""
        return self.municipality.raw.get("push_receiver") if settings.engine_endpoint() else None

    @cached_property
    def subscriptions(self) -> SubscriptionStore:
        from chalicelib.adapters.dynamodb.subscriptions import SubscriptionStore

        return SubscriptionStore(aws("dynamodb"), settings.setting("accounts_table"), self.encryption, self.secrets)

    @cached_property
    def drafts(self) -> DraftStore:
        from chalicelib.adapters.dynamodb.drafts import DraftStore

        table = settings.setting("accounts_table")
        return DraftStore(aws("dynamodb"), table, self.encryption, self.secrets, self.accounts)

    @cached_property
    def consultations(self) -> ConsultationStore:
        from chalicelib.adapters.dynamodb.consultations import ConsultationStore

        table = settings.setting("cases_table")
        return ConsultationStore(aws("dynamodb"), table, self.encryption, lambda: self.fault and self.fault())

    @cached_property
    def queues(self) -> Queues:
        from chalicelib.adapters.queues import Queues

        return Queues(
            aws("sqs"),
            channels={channel: settings.optional(f"queue_{channel}") for channel in CHANNELS},
            dead={channel: settings.optional(f"dlq_{channel}") for channel in CHANNELS},
            stream=settings.optional("dlq_stream"),
        )

    @cached_property
    def statistics(self) -> StatisticsStore:
        from chalicelib.adapters.dynamodb.statistics import StatisticsStore

        table = settings.setting("statistics_table")
        return StatisticsStore(aws("dynamodb"), table, lambda: self.fault and self.fault())

    @cached_property
    def pointers(self) -> PointerStore:
        from chalicelib.adapters.dynamodb.pointers import PointerStore

        return PointerStore(aws("dynamodb"), settings.setting("catalogue_table"))

    @cached_property
    def remarks(self) -> RemarkStore:
        from chalicelib.adapters.dynamodb.remarks import RemarkStore

        return RemarkStore(aws("dynamodb"), settings.setting("catalogue_table"))


@functools.cache
def stores() -> Stores:
    """Give the process's stores."""
    return Stores()
