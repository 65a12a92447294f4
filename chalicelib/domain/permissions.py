"""Who may do what: the only place that answers it.

A use case says `require(actor, Verb.X, Subject(...))` first. The token proves the person and the pool; roles,
departments and delegations with dates are memberships, read for each request.
===================== ======================================================================================
verb                  who
===================== ======================================================================================
file_application      anybody but staff, for themselves (staff announce a file where they may file_at_counter)
file_at_counter       intake of the service's department, or of a front office that serves all
print_letters         intake of the department at whose counter was filed what they tell of
read_application      its applicant; who holds its tracking secret; staff of its department
read_file             its applicant; who holds the tracking secret; staff of the department of the case
withdraw_application  its applicant; who holds its tracking secret
correct_application   the same; the member of staff who typed it in
change_answers        its applicant; who holds its tracking secret
report_milestone      the same, or who has a declared role, as the definition says
read_plan             its applicant; who holds its tracking secret; staff of a department that takes part
read_own, write_own   the applicant themself
read_profile, …       the applicant themself; any member of staff, their own (write_profile, read_notifications,
                      mark_notification)
read_case, list_cases intake, expert, decision maker, head of the department
consult, list_plans   the same
verify_case           the same, and an administrator (a chain holds no personal data)
list_tasks, read_task those who do the department's Tasks, and its head
complete_task, …      who has the Task's role there, and did not prepare what is decided (claim_task, refer_task)
suspend_case          expert and decision maker of the department
release_task          who has the Task; the head of its department
assign_task           the head of the Task's department
read_own_tasks, …     any member of staff, their own (declare_interests)
list_escalations      the head of the department; an administrator
note_absence          a member of staff, their own; the head of the department
publish_catalogue     a methodologist
read_publications, …  any member of staff (list_registers, read_colleagues)
search_register, …    those who work with cases in the register's department, its registrar and head (read_record)
import_register, …    the registrar of the register's department (read_import, set_availability)
read_deliveries       an administrator
read_members          the department's head; an administrator, who alone has manage_members
delegate              the department's head, for roles of that department; an administrator
erase_person          the operator's command, and nobody through the API
===================== ======================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.errors import Forbidden, FourEyes
from chalicelib.domain.verbs import Verb

__all__ = ["ANONYMOUS", "SYSTEM", "Actor", "Membership", "Role", "Subject", "Verb", "is_fit", "may", "require"]


class Role(StrEnum):
    """What a member of staff does in a department."""

    INTAKE = "intake"
    EXPERT = "expert"
    DECISION_MAKER = "decision_maker"
    RESPONDER = "responder"
    REGISTRAR = "registrar"
    METHODOLOGIST = "methodologist"
    HEAD = "head"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Membership:
    """Roles in one department, from the day `since` to the day `until` (ISO dates, inclusive, None: open).

    `name` is what colleagues call the person; None where nobody has given one.
    """

    department: str
    roles: tuple[str, ...]
    since: str | None = None
    until: str | None = None
    delegated_by: str | None = None
    name: str | None = None

    def holds_on(self, day: str) -> bool:
        """Tell whether the membership is in force on the ISO date `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `kind` is anonymous, applicant, staff or system; `memberships` are those in force today."""

    kind: str
    id: str | None = None
    memberships: tuple[Membership, ...] = ()

    def roles_in(self, department: str | None) -> frozenset[str]:
        """The roles held in `department`."""
        return frozenset(role for held in self.memberships if held.department == department for role in held.roles)

    def roles_anywhere(self) -> frozenset[str]:
        """The roles held in any department."""
        return frozenset(role for held in self.memberships for role in held.roles)


ANONYMOUS = Actor("anonymous")
SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is acted upon.

    `department` owns it; `applicant` is the person it belongs to; `secret_proved` says that the actor showed its
    tracking secret; `roles` are those a Task asks for, or a delegation gives; `prepared_by` names who worked on what is
    now decided.
    """

    department: str | None = None
    applicant: str | None = None
    secret_proved: bool = False
    roles: tuple[str, ...] = ()
    prepared_by: frozenset[str] = frozenset()
    asked_by: str | None = None
    """The department whose case asks a Request; `department` is then the one that answers."""
    substitutes: tuple[tuple[str, str], ...] = ()
    """(department, role) of those who may answer a Request in the responder's place."""
    offices: tuple[str, ...] = ()


NOBODY = Subject()

CASE_WORKERS = frozenset({Role.INTAKE, Role.EXPERT, Role.DECISION_MAKER, Role.HEAD})
TASK_WORKERS = CASE_WORKERS | {Role.RESPONDER}
REGISTER_READERS = CASE_WORKERS | {Role.RESPONDER, Role.REGISTRAR}
NOT_DELEGABLE = frozenset({Role.ADMINISTRATOR, Role.METHODOLOGIST, Role.HEAD})

Rule = Callable[[Actor, Subject], bool]


def may(actor: Actor, verb: Verb, subject: Subject = NOBODY) -> bool:
    """Tell whether `actor` may do `verb` to `subject`."""
    return actor.kind == "system" or RULES[verb](actor, subject)


def require(actor: Actor, verb: Verb, subject: Subject = NOBODY) -> None:
    """Raise Forbidden unless `actor` may do `verb` to `subject`; FourEyes where only their own work forbids it."""
    if not may(actor, verb, subject):
        if actor.id in subject.prepared_by and may(actor, verb, replace(subject, prepared_by=frozenset())):
            raise FourEyes("the actor prepared what is decided", verb=verb.value)
        raise Forbidden(f"{actor.kind} may not {verb}", verb=verb.value)


def _is_applicant(actor: Actor, subject: Subject) -> bool:
    return actor.kind == "applicant" and actor.id is not None and actor.id == subject.applicant


def _is_applicant_or_proved(actor: Actor, subject: Subject) -> bool:
    return subject.secret_proved or _is_applicant(actor, subject)


def _in_department(*roles: Iterable[str]) -> Rule:
    wanted = frozenset(role for group in roles for role in group)
    return lambda actor, subject: (
        actor.kind == "staff" and subject.department is not None and bool(wanted & actor.roles_in(subject.department))
    )


def _anywhere(*roles: str) -> Rule:
    wanted = frozenset(roles)
    return lambda actor, _: actor.kind == "staff" and bool(wanted & actor.roles_anywhere())


def _either(*rules: Rule) -> Rule:
    return lambda actor, subject: any(rule(actor, subject) for rule in rules)


def _is_staff(actor: Actor, _: Subject) -> bool:
    return actor.kind == "staff" and bool(actor.memberships)


def _may_complete(actor: Actor, subject: Subject) -> bool:
    if actor.kind != "staff" or actor.id in subject.prepared_by:
        return False
    return bool(frozenset(subject.roles) & actor.roles_in(subject.department))


def _asks(actor: Actor, subject: Subject) -> bool:
    return actor.kind == "staff" and bool(CASE_WORKERS & actor.roles_in(subject.asked_by))


def _is_substitute(actor: Actor, subject: Subject) -> bool:
    return actor.kind == "staff" and any(role in actor.roles_in(place) for place, role in subject.substitutes)


def _has_prepared(actor: Actor, subject: Subject) -> bool:
    return _is_staff(actor, subject) and actor.id in subject.prepared_by


def _is_staff_themself(actor: Actor, subject: Subject) -> bool:
    return _is_staff(actor, subject) and actor.id == subject.applicant


def is_fit(person: Actor, subject: Subject) -> bool:
    """Tell whether a Task may be given to somebody: they could complete it themselves."""
    return _may_complete(person, subject)


def _may_file_at_counter(actor: Actor, subject: Subject) -> bool:
    counters = (subject.department, *subject.offices)
    return actor.kind == "staff" and any(Role.INTAKE in actor.roles_in(one) for one in counters if one)


def _may_report(actor: Actor, subject: Subject) -> bool:
    """The applicant where the milestone lets them (`applicant` is set), staff in a declared place (`substitutes`)."""
    return _is_substitute(actor, subject) or (subject.applicant is not None and _is_applicant_or_proved(actor, subject))


def _may_delegate(actor: Actor, subject: Subject) -> bool:
    if NOT_DELEGABLE & frozenset(subject.roles):
        return False
    return IS_ADMINISTRATOR(actor, subject) or _in_department([Role.HEAD])(actor, subject)


IS_ADMINISTRATOR = _anywhere(Role.ADMINISTRATOR)
WORKS_ON_CASES = _in_department(CASE_WORKERS)
HEAD_THERE = _in_department([Role.HEAD])
REGISTRAR_THERE = _in_department([Role.REGISTRAR])
OWNER_OR_STAFF = _either(_is_applicant, _is_staff_themself)
READS_REGISTER = _in_department(REGISTER_READERS)

RULES: dict[Verb, Rule] = {
    Verb.FILE_APPLICATION: lambda actor, subject: actor.kind == "anonymous" or _is_applicant(actor, subject),
    Verb.FILE_AT_COUNTER: _may_file_at_counter,
    Verb.READ_RECEIPT: lambda actor, subject: _may_file_at_counter(actor, subject) and actor.id == subject.applicant,
    Verb.PRINT_LETTERS: _in_department([Role.INTAKE]),
    Verb.READ_APPLICATION: _either(_is_applicant_or_proved, WORKS_ON_CASES),
    Verb.READ_FILE: _either(_is_applicant_or_proved, WORKS_ON_CASES),
    Verb.WITHDRAW_APPLICATION: _is_applicant_or_proved,
    Verb.CORRECT_APPLICATION: _either(_is_applicant_or_proved, _has_prepared),
    Verb.CHANGE_ANSWERS: _is_applicant_or_proved,
    Verb.REPORT_MILESTONE: _may_report,
    Verb.READ_PLAN: _either(_is_applicant_or_proved, _in_department(TASK_WORKERS)),
    Verb.LIST_PLANS: _in_department(TASK_WORKERS),
    Verb.READ_OWN: _is_applicant,
    Verb.WRITE_OWN: _is_applicant,
    Verb.READ_PROFILE: OWNER_OR_STAFF,
    Verb.WRITE_PROFILE: OWNER_OR_STAFF,
    Verb.READ_NOTIFICATIONS: OWNER_OR_STAFF,
    Verb.MARK_NOTIFICATION: OWNER_OR_STAFF,
    Verb.READ_CASE: WORKS_ON_CASES,
    Verb.LIST_CASES: WORKS_ON_CASES,
    Verb.CONSULT: WORKS_ON_CASES,
    Verb.VERIFY_CASE: _either(WORKS_ON_CASES, IS_ADMINISTRATOR),
    Verb.LIST_TASKS: _in_department(TASK_WORKERS),
    Verb.READ_TASK: _in_department(TASK_WORKERS),
    Verb.COMPLETE_TASK: _may_complete,
    Verb.READ_REQUEST: _either(_in_department(TASK_WORKERS), _asks, _is_substitute),
    Verb.LIST_REQUESTS: _in_department(TASK_WORKERS),
    Verb.ANSWER_FOR: _either(HEAD_THERE, _is_substitute),
    Verb.GIVE_LINK: _either(HEAD_THERE, _asks),
    Verb.USE_LINK: lambda _, subject: subject.secret_proved,
    Verb.CLAIM_TASK: _may_complete,
    Verb.REFER_TASK: _may_complete,
    Verb.SUSPEND_CASE: _in_department([Role.EXPERT, Role.DECISION_MAKER]),
    Verb.RELEASE_TASK: _either(_is_staff_themself, HEAD_THERE),
    Verb.ASSIGN_TASK: HEAD_THERE,
    Verb.LIST_ESCALATIONS: _either(HEAD_THERE, IS_ADMINISTRATOR),
    Verb.READ_OWN_TASKS: _is_staff_themself,
    Verb.DECLARE_INTERESTS: _is_staff_themself,
    Verb.NOTE_ABSENCE: _either(_is_staff_themself, HEAD_THERE),
    Verb.PUBLISH_CATALOGUE: _anywhere(Role.METHODOLOGIST),
    Verb.READ_PUBLICATIONS: _is_staff,
    Verb.READ_REMARKS: _anywhere(Role.METHODOLOGIST),
    Verb.DEAL_WITH_REMARK: _anywhere(Role.METHODOLOGIST),
    Verb.LIST_REGISTERS: _is_staff,
    Verb.SEARCH_REGISTER: READS_REGISTER,
    Verb.READ_RECORD: READS_REGISTER,
    Verb.IMPORT_REGISTER: REGISTRAR_THERE,
    Verb.READ_IMPORT: REGISTRAR_THERE,
    Verb.SET_AVAILABILITY: REGISTRAR_THERE,
    Verb.READ_DELIVERIES: IS_ADMINISTRATOR,
    Verb.READ_COLLEAGUES: _is_staff,
    Verb.READ_MEMBERS: _either(_in_department([Role.HEAD]), IS_ADMINISTRATOR),
    Verb.MANAGE_MEMBERS: IS_ADMINISTRATOR,
    Verb.DELEGATE: _may_delegate,
    Verb.ERASE_PERSON: lambda actor, subject: False,
}
