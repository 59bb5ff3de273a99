"""The operator's command line. Heavy parts are imported by the command that needs them."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from rich.console import Console

from nalish.place import state_dir
from nalish.refusals import Refusal

P = ParamSpec("P")

app = typer.Typer(
    no_args_is_help=True,
    help="Nalish: complaints about social security by SMS, and the desk that follows them up.",
    pretty_exceptions_enable=False,
)
users_app = typer.Typer(no_args_is_help=True, help="The people who sign in.")
nlu_app = typer.Typer(no_args_is_help=True, help="The assistant's understanding.")
import_app = typer.Typer(no_args_is_help=True, help="Lists from files.")
app.add_typer(users_app, name="users")
app.add_typer(import_app, name="import")
app.add_typer(nlu_app, name="nlu")
channels_app = typer.Typer(no_args_is_help=True, help="The ways to and from citizens.")
app.add_typer(channels_app, name="channels")
interoperability_app = typer.Typer(
    no_args_is_help=True, help="Whom we ask by G2P Connect and DCI, and who may ask us."
)
app.add_typer(interoperability_app, name="interoperability")
audit_app = typer.Typer(no_args_is_help=True, help="Who did, saw or was told what.")
app.add_typer(audit_app, name="audit")
eligibility_app = typer.Typer(no_args_is_help=True, help="Who may have what, by the rules.")
app.add_typer(eligibility_app, name="eligibility")

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a script to read.")]

BanglaScript = Annotated[
    bool, typer.Option("--bangla-script", help="The phone can show Bangla letters.")
]


def refusals_in_words(command: Callable[P, None]) -> Callable[P, None]:
    """A refusal is one sentence on standard error and exit code 1."""

    @wraps(command)
    def careful(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            typer.echo(str(refusal), err=True)
            raise typer.Exit(1) from None

    return careful


@app.command("run")
@refusals_in_words
def run_house() -> None:
    """Start everything, say where it is, and stop all of it on Ctrl-C."""
    from nalish.running import run

    run(state_dir(), Console())


@app.command("demo")
@refusals_in_words
def load_demo(
    beneficiaries: Annotated[int, typer.Option(min=100, help="How many people.")] = 10_000,
    cases: Annotated[int, typer.Option(min=1, help="How many cases.")] = 200,
) -> None:
    """Fill an empty database with invented people, payments, users and cases."""
    from nalish.demo import load_now

    load_now(state_dir(), Console(), beneficiaries=beneficiaries, cases=cases)


@app.command("doctor")
@refusals_in_words
def doctor() -> None:
    """Check what `run` needs: one line each; exit code 1 if something is missing."""
    from nalish.doctor import examine

    console, findings = Console(), list(examine(state_dir()))
    for finding in findings:
        mark = "[green]✓[/]" if finding.is_fine else "[red]✗[/]"
        console.print(f"{mark} {finding.what}: {finding.words}", highlight=False, soft_wrap=True)
    if not all(finding.is_fine for finding in findings):
        raise typer.Exit(1)


@app.command("sms")
@refusals_in_words
def sms(
    number: Annotated[str, typer.Argument(help="The phone that sends, such as 01700000000.")],
    text: Annotated[str, typer.Argument(help="What it says.")],
    as_json: Json = False,
) -> None:
    """Send one SMS through the whole running system and print the replies."""
    from nalish.simulator import Simulator

    replies = Simulator.find(state_dir()).send(number, text)
    if as_json:
        typer.echo(json.dumps({"replies": replies}, ensure_ascii=False))
    else:
        typer.echo("\n\n".join(replies))


@app.command("ussd")
@refusals_in_words
def ussd(
    number: Annotated[str, typer.Argument(help="The phone that dials, such as 01700000000.")],
    code: Annotated[str, typer.Argument(help="The code it dials, such as *16236#.")],
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[INPUT]...", help="What it answers, in order.")
    ] = None,
    as_json: Json = False,
    bangla_script: BanglaScript = False,
) -> None:
    """Walk through one USSD session of the running system and print its screens."""
    from nalish.simulator import Call, Simulator, walk

    call = Call(Simulator.find(state_dir()), number, code, bangla_script)
    walked = walk(call, inputs or [])
    texts = [screen.text for screen in walked.screens]
    if as_json:
        told = {"screens": texts, "ended": walked.screens[-1].ended}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo("\n\n".join(texts))
    if walked.unheard:
        raise Refusal(f"The session ended before these inputs: {' '.join(walked.unheard)}")


@app.command("phone")
@refusals_in_words
def phone(
    number: Annotated[str, typer.Argument(help="Its number.")] = "01700000000",
    code: Annotated[str, typer.Option(help="The code of the service.")] = "*16236#",
    bangla_script: BanglaScript = False,
    citizens: Annotated[
        bool, typer.Option("--citizens", help="Only list whose phone it could be.")
    ] = False,
) -> None:
    """A basic phone in this terminal: USSD and SMS on the running system.

    Several phones are several terminals.
    """
    from nalish.simulator import Simulator
    from nalish.terminal_phone import TerminalPhone, table_of

    simulator = Simulator.find(state_dir())
    if citizens:
        Console().print(table_of(simulator.citizens()))
        return
    TerminalPhone(simulator, number, code, bangla_script, Console()).use()


@channels_app.command("check")
@refusals_in_words
def check_channels(
    file: Annotated[
        Path | None,
        typer.Argument(help="The file of channels; otherwise that of NALISH_CHANNELS_FILE."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what a file of channels makes, and what each provider must call; or what is wrong in it.

    Its secrets are looked up in the environment. Exit code 1 if anything is wrong.
    """
    from nalish.channels import check, in_words

    found = check([file] if file else None)
    if as_json:
        typer.echo(json.dumps([vars(channel) for channel in found], ensure_ascii=False))
    else:
        typer.echo("\n".join(in_words(found)))


@interoperability_app.command("check")
@refusals_in_words
def check_interoperability(
    file: Annotated[
        Path | None,
        typer.Argument(help="The file; otherwise that of NALISH_INTEROPERABILITY_FILE."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say whom a file makes us ask and who may ask us; or what is wrong in it.

    Its secrets are looked up in the environment. Exit code 1 if anything is wrong.
    """
    from nalish.interoperability import check, in_words

    found = check(file)
    if as_json:
        typer.echo(json.dumps([vars(each) for each in found], ensure_ascii=False))
    else:
        typer.echo("\n".join(in_words(found)))


@app.command("keys")
def print_keys() -> None:
    """Print a fresh set of secrets for the `.env` of docker-compose.yml."""
    from nalish.keys import production_secrets

    for name, value in production_secrets().items():
        typer.echo(f"{name}={value}")


@users_app.command("add")
@refusals_in_words
def add_user(
    email: Annotated[str, typer.Argument(help="What the person signs in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    organisation: Annotated[str, typer.Option(help="Made when it does not exist yet.")],
    role: Annotated[
        str, typer.Option(help="caseworker, supervisor or administrator.")
    ] = "caseworker",
    area: Annotated[str | None, typer.Option(help="Code of the area the person serves.")] = None,
) -> None:
    """Add somebody; the password is shown once and kept nowhere."""
    from case_manager.accounts.service import NewUser
    from case_manager.vocabulary import Role
    from nalish.users import add

    if role not in set(Role):
        raise Refusal(f"There is no role {role}: caseworker, supervisor or administrator.")
    typer.echo(add(state_dir(), NewUser(email, name, Role(role), organisation, area_code=area)))


@users_app.command("reset")
@refusals_in_words
def reset_user(email: str) -> None:
    """Give somebody a new password, shown once; unlocks and signs out everywhere."""
    from nalish.users import reset

    typer.echo(reset(state_dir(), email))


@users_app.command("disable")
@refusals_in_words
def disable_user(email: str) -> None:
    """Nobody signs in with this address any more."""
    from nalish.users import disable

    disable(state_dir(), email)


@import_app.command("holidays")
@refusals_in_words
def import_holidays(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option(help="Check the file and change nothing.")] = False,
) -> None:
    """Read holidays (CSV: date,name,source) and give open cases the days they lose."""
    from nalish.holidays import import_holidays as import_file

    import_file(state_dir(), file, Console(), dry_run=dry_run)


ImportedFile = Annotated[
    Path,
    typer.Argument(
        exists=True, dir_okay=False, readable=True, help="CSV or XLSX: docs/imports.md."
    ),
]
Source = Annotated[str, typer.Option(help="Whose list it is, such as mis.bhata.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day for which the list speaks; otherwise today."),
]
Column = Annotated[
    list[str] | None,
    typer.Option(help='FIELD=NAME, such as nid="NID No", or FIELD==VALUE; may be repeated.'),
]
MappingFile = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="The same for several fields, as JSON."),
]
DryRun = Annotated[bool, typer.Option(help="Say what would change, and change nothing.")]
Rejects = Annotated[Path | None, typer.Option(help="A new CSV file for the rows refused.")]
InBangla = Annotated[bool, typer.Option("--bangla", help="Reasons in Bangla.")]


def _command_of(kind: str) -> Callable[..., None]:
    def command(
        file: ImportedFile,
        source: Source = "file",
        as_of: AsOf = None,
        column: Column = None,
        mapping: MappingFile = None,
        dry_run: DryRun = False,
        rejects: Rejects = None,
        bangla: InBangla = False,
        as_json: Json = False,
    ) -> None:
        from case_manager.vocabulary import ImportKind, Language
        from nalish.imports import Wish, import_file

        wish = Wish(
            kind=ImportKind(kind),
            file=file,
            source=source,
            as_of=as_of and as_of.date(),
            columns=column or (),
            mapping=mapping,
            dry_run=dry_run,
            rejects=rejects,
            language=Language.BANGLA if bangla else Language.ENGLISH,
        )
        raise typer.Exit(import_file(state_dir(), wish, as_json=as_json))

    return refusals_in_words(command)


for _kind, _where in (("beneficiaries", "the register"), ("payments", "the ledger")):
    import_app.command(
        _kind,
        help=f"Take a list of {_kind} into {_where}. Ends with 3 where rows were refused, and with"
        " 1 where nothing was changed.",
    )(_command_of(_kind))


@audit_app.command("verify")
@refusals_in_words
def verify_audit(
    since: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="What --json printed before: the lines that were last then must be there still.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read the audit trail from its beginning; ends with 1 where it is not what was written."""
    from nalish.audit import verify

    if not verify(state_dir(), since, as_json=as_json):
        raise typer.Exit(1)


@eligibility_app.command("screen")
@refusals_in_words
def screen_roll(
    output: Annotated[
        Path, typer.Option(help="A new folder for findings, summary and lines refused.")
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="A roll as CSV, otherwise the register in the database. Columns: beneficiary_id, "
            "area_code, programmes (oaa vwb:2024-01-01), enrolled_on, birth_date or birth_year, "
            "died_on, and facts by their names, such as sex or own_income_year.",
        ),
    ] = None,
    programme: Annotated[
        list[str] | None, typer.Option(help="Only this one, such as oaa; may be repeated.")
    ] = None,
    area: Annotated[str, typer.Option(help="Only people of the area with this code.")] = "",
    missing_facts: Annotated[
        int,
        typer.Option(
            min=0, max=5, help="Also list claims that so many more facts at most would decide."
        ),
    ] = 0,
    as_json: Json = False,
) -> None:
    """Find who seems wrongly in, wrongly out or due elsewhere by today's rules.

    What nobody knows of a person is never held against them.
    """
    from nalish.screening import Wish, screen

    wish = Wish(output, file, programme or (), area, missing_facts)
    screen(state_dir(), wish, as_json=as_json)


@nlu_app.command("evaluate")
@refusals_in_words
def evaluate_nlu(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    as_json: Json = False,
) -> None:
    """Measure intents and entities on labelled lines; needs no running server."""
    from nalish.nlu import evaluate

    raise typer.Exit(evaluate(file, as_json=as_json))
