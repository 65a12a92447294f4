"""Every key of every table is made here, or in the modules `keys_*` beside it, and nowhere else.

Access patterns (table: pattern → key or index)

Cases
    an application                          APP#a / HEAD
    what it held before each correction     APP#a / begins_with CONTENT#
    its Requests                            APP#a / begins_with REQ#
    a case and its sub-services and Tasks   CASE#c / HEAD, SUB#s, TASK#t
    which job somebody did in a case        CASE#c / WORKER#person
    a chain of commits, in order            LOG#aggregate / seq
    what a commit still owes                index due: UNREACTED#shard / at
    open Tasks of a queue, most urgent first index list: QUEUE#department#kind#shard / due#task
    Tasks that somebody has, soonest due    WORKER#person / due#task (open only)
    cases of a department, by due date      index list: CASES#department#shard / due#case (live only)
    Waiters of a subject                    WAIT#subject / execution#state
    Waiters of a case                       index list: CASEWAIT#case / subject
    what is due                             DUE#subject / kind, index due: DUE#shard / at
    number → application                    NO#number / HEAD
    idempotency key → filing (30 days)      IDEM#caller#key / HEAD

Accounts
    a person                                PERSON#p / PROFILE, KEY, MEMBER#department
    own applications, newest first          PERSON#p / APP#filed#a
    own register records, newest first      PERSON#p / RECORD#at#register#record
    notifications, newest first             PERSON#p / NOTE#at#id
    deliveries of one case                  PERSON#p / SENT#note#channel
    read marks                              PERSON#p / READ#note
    deliveries by channel and state         index delivery: DELIVERY#channel#state / at
    letters of a department to print        index delivery: DELIVERY#letter#state#department / at
    confirmation code                       CONFIRM#id / HEAD (TTL)
    rate limit window                       LIMIT#kind#digest / window (TTL)
    when a member of staff is away          PERSON#p / ABSENT
    whom they declared (digests)            PERSON#p / DECLARED
    members of a department                 DEPT#department / MEMBER#person

Registers
    a record: current version; one version  REG#r#n / HEAD; V#recorded#version
    records with a value, by number         REG#r#BY#field#hmac / number
    all records, by number                  REG#r#LIST#shard / number
    who holds a limited place               REG#r#U#fields#hmac / HEAD
    availability and running import         REG#r / STATE
    one import, its report                  REG#r / IMPORT#id
    imports to be resumed                   IMPORTS / r#id
    reads of personal data on a day         REG#r#READS#date / at#id

Catalogue: BUNDLE / valid_from#published.

Statistics
    counters of a month                     STAT#month#shard / measure#day#service#dimension
    what was counted (TTL)                  SEEN#source / HEAD
"""

from __future__ import annotations

import zlib

HEAD = "HEAD"
SHARDS = 4


def shard(identifier: str) -> int:
    """Spread identifiers evenly over the shards of an index."""
    return zlib.crc32(identifier.encode()) % SHARDS


def application(app: str) -> dict[str, str]:
    return {"pk": f"APP#{app}", "sk": HEAD}


def request(app: str, standard: str, input_hash: str) -> dict[str, str]:
    return {"pk": f"APP#{app}", "sk": f"REQ#{standard}#{input_hash}"}


REQUEST_PREFIX = "REQ#"


def case(case_id: str) -> dict[str, str]:
    return {"pk": f"CASE#{case_id}", "sk": HEAD}


def sub_service(case_id: str, sub: str) -> dict[str, str]:
    return {"pk": f"CASE#{case_id}", "sk": f"SUB#{sub}"}


def case_task(case_id: str, task_id: str) -> dict[str, str]:
    return {"pk": f"CASE#{case_id}", "sk": f"TASK#{task_id}"}


WORKER_PREFIX = "WORKER#"


def worker(case_id: str, person: str) -> dict[str, str]:
    return {"pk": f"CASE#{case_id}", "sk": f"{WORKER_PREFIX}{person}"}


def task(task_id: str) -> dict[str, str]:
    return {"pk": f"TASK#{task_id}", "sk": HEAD}


LOG = "LOG#"


def log(aggregate: str, seq: int) -> dict[str, str]:
    """Key of a commit; an aggregate is named by the kind and id of its item, as `CASE#c`."""
    return {"pk": f"{LOG}{aggregate}", "sk": f"{seq:010d}"}


def unreacted(aggregate: str, at: str) -> dict[str, str]:
    """Index attributes of a commit or Waiter whose reactions have not finished."""
    return {"due_pk": f"UNREACTED#{shard(aggregate)}", "due_sk": f"{at}#{aggregate}"}


def unreacted_shards() -> list[str]:
    return [f"UNREACTED#{number}" for number in range(SHARDS)]


WAIT = "WAIT#"


def waiter(subject: str, execution: str, state: str) -> dict[str, str]:
    return {"pk": f"{WAIT}{subject}", "sk": f"{execution}#{state}"}


def waiter_of_case(case_id: str, subject: str) -> dict[str, str]:
    return {"list_pk": f"CASEWAIT#{case_id}", "list_sk": subject}


def due(subject: str, kind: str) -> dict[str, str]:
    return {"pk": f"DUE#{subject}", "sk": kind}


def due_at(subject: str, at: str) -> dict[str, str]:
    return {"due_pk": f"DUE#{shard(subject)}", "due_sk": f"{at}#{subject}"}


def due_shards() -> list[str]:
    return [f"DUE#{number}" for number in range(SHARDS)]


def live_case(department: str, case_id: str, due_on: str) -> dict[str, str]:
    return {"list_pk": f"CASES#{department}#{shard(case_id)}", "list_sk": f"{due_on}#{case_id}"}


def live_case_shards(department: str) -> list[str]:
    return [f"CASES#{department}#{number}" for number in range(SHARDS)]


def open_task(department: str, kind: str, task_id: str, due_at_: str) -> dict[str, str]:
    return {"list_pk": f"QUEUE#{department}#{kind}#{shard(task_id)}", "list_sk": f"{due_at_}#{task_id}"}


def open_task_shards(department: str, kind: str) -> list[str]:
    return [f"QUEUE#{department}#{kind}#{number}" for number in range(SHARDS)]


def own_task(person: str, task_id: str, due_on: str) -> dict[str, str]:
    return {"pk": f"WORKER#{person}", "sk": f"{due_on}#{task_id}"}


def number(application_number: str) -> dict[str, str]:
    return {"pk": f"NO#{application_number}", "sk": HEAD}


def idempotency(caller: str, key: str) -> dict[str, str]:
    return {"pk": f"IDEM#{caller}#{key}", "sk": HEAD}


# Accounts


def profile(person: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": "PROFILE"}


def person_key(person: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": "KEY"}


def own_application(person: str, filed_at: str, app: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"APP#{filed_at}#{app}"}


OWN_APPLICATION_PREFIX = "APP#"


def own_record(person: str, at: str, register: str, record: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"RECORD#{at}#{register}#{record}"}


OWN_RECORD_PREFIX = "RECORD#"

NOTE_PREFIX = "NOTE#"


def note(person: str, at: str, note_id: str) -> dict[str, str]:
    """Key of an account entry; its id is the place of its fact: `case.seq.position`."""
    return {"pk": f"PERSON#{person}", "sk": f"{NOTE_PREFIX}{at}#{note_id}"}


def sent(person: str, note_id: str, channel: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"SENT#{note_id}#{channel}"}


def sent_of_case(case_id: str) -> str:
    return f"SENT#{case_id}."


def read_mark(person: str, note_id: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"READ#{note_id}"}


def delivery_list(channel: str, state: str, department: str | None = None) -> str:
    return f"DELIVERY#{channel}#{state}{f'#{department}' if department else ''}"


def delivery_place(at: str, note_id: str) -> str:
    return f"{at}#{note_id}"


def delivery(channel: str, state: str, at: str, note_id: str, department: str | None = None) -> dict[str, str]:
    """Index attributes of a delivery; `at` is when the sweep looks at it, or when it was settled."""
    return {"delivery_pk": delivery_list(channel, state, department), "delivery_sk": delivery_place(at, note_id)}


# Registers


def record(register: str, record_number: str) -> dict[str, str]:
    return {"pk": f"REG#{register}#{record_number}", "sk": HEAD}


RECORD_VERSION_PREFIX = "V#"


def record_version(register: str, record_number: str, recorded_at: str, version: int) -> dict[str, str]:
    return {"pk": f"REG#{register}#{record_number}", "sk": f"{RECORD_VERSION_PREFIX}{recorded_at}#{version:010d}"}


def records_with(register: str, field: str, hashed: str) -> str:
    return f"REG#{register}#BY#{field}#{hashed}"


def records_of(register: str, shard_number: int) -> str:
    return f"REG#{register}#LIST#{shard_number}"


def place(register: str, fields: tuple[str, ...], hashed: str) -> dict[str, str]:
    return {"pk": f"REG#{register}#U#{'+'.join(fields)}#{hashed}", "sk": HEAD}


def register_state(register: str) -> dict[str, str]:
    return {"pk": f"REG#{register}", "sk": "STATE"}


def register_import(register: str, import_id: str) -> dict[str, str]:
    return {"pk": f"REG#{register}", "sk": f"IMPORT#{import_id}"}


RUNNING_IMPORTS = "IMPORTS"


def running_import(register: str, import_id: str) -> dict[str, str]:
    return {"pk": RUNNING_IMPORTS, "sk": f"{register}#{import_id}"}


def record_read(register: str, at: str, read_id: str) -> dict[str, str]:
    return {"pk": f"REG#{register}#READS#{at[:10]}", "sk": f"{at}#{read_id}"}


# Members, limits, confirmations (Accounts table)


MEMBER_PREFIX = "MEMBER#"


def membership(person: str, department: str, *, delegated: bool) -> dict[str, str]:
    """Key of a person's roles in a department; those delegated for a time stand beside their own."""
    return {"pk": f"PERSON#{person}", "sk": f"{MEMBER_PREFIX}{department}{'#DELEGATED' if delegated else ''}"}


def department_member(department: str, person: str, *, delegated: bool) -> dict[str, str]:
    return {"pk": f"DEPT#{department}", "sk": f"{MEMBER_PREFIX}{person}{'#DELEGATED' if delegated else ''}"}


def absence(person: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": "ABSENT"}


def declaration(person: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": "DECLARED"}


def limit_window(kind: str, digest: str, window: int) -> dict[str, str]:
    return {"pk": f"LIMIT#{kind}#{digest}", "sk": f"{window:010d}"}


def confirmation(confirmation_id: str) -> dict[str, str]:
    return {"pk": f"CONFIRM#{confirmation_id}", "sk": HEAD}
