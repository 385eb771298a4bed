"""The commands of people: keys, acts, signatures, verification and the log."""

from pathlib import Path
from typing import Annotated

import typer

from seatrial.errors import BELOW_THRESHOLD, DONE
from seatrial.options import Config, State, Trust

seal_app = typer.Typer()
keys_app = typer.Typer(help="Make, show and trust signing keys.", no_args_is_help=True)
log_app = typer.Typer(help="Show, prove and check the log.", no_args_is_help=True)
seal_app.add_typer(keys_app, name="keys")
seal_app.add_typer(log_app, name="log")

Key = Annotated[Path, typer.Option(help="Your signing key (ours, OpenSSH, or .pub with an agent).")]
Run = Annotated[str, typer.Option(help="The run it is about; the newest one otherwise.")]
Target = Annotated[str, typer.Argument(help="A gate, a check or a finding of the run.")]
FindingId = Annotated[str, typer.Argument(help="A model's finding, such as F-012.")]


@keys_app.command("new")
def keys_new(
    path: Annotated[Path, typer.Argument(help="File to make, outside any repository.")],
) -> None:
    """Make an Ed25519 key that only you can read, and its public half beside it."""
    from seatrial.seal.commands import key_made

    typer.echo(key_made(path))


@keys_app.command("show")
def keys_show(
    path: Annotated[Path | None, typer.Argument(help="A key; every trusted key without.")] = None,
    allowed: Annotated[
        bool, typer.Option("--allowed-signers", help="As ssh-keygen -Y verify reads it.")
    ] = False,
    trust: Trust = None,
    config: Config = None,
) -> None:
    """Show a key's id and public half, or the keys of the trust file."""
    from seatrial.seal.commands import allowed_signers, key_shown

    flags = {"trust": trust}
    typer.echo(allowed_signers(config, flags) if allowed else key_shown(path, config, flags))


@keys_app.command("trust")
def keys_trust(
    path: Annotated[Path, typer.Argument(help="A public key: FILE.pub.")],
    person: Annotated[str, typer.Option(help="Whose key it is.")],
    role: Annotated[list[str] | None, typer.Option(help="What they may sign as.")] = None,
    trust: Trust = None,
    config: Config = None,
) -> None:
    """Add a person's public key to your trust file."""
    from seatrial.seal.commands import key_trusted

    typer.echo(key_trusted(path, person, role or [], config, {"trust": trust}))


@keys_app.command("station")
def keys_station(
    new: Annotated[
        bool, typer.Option("--new", help="Start a new identity; the log tells.")
    ] = False,
    state: State = None,
    config: Config = None,
) -> None:
    """Show the identity of this machine as an auditor."""
    from seatrial.seal.commands import station_shown

    typer.echo(station_shown(new, config, {"state": state}))


@seal_app.command()
def attest(
    target: Annotated[str, typer.Argument(help="A gate, or a check that only a run can show.")],
    evidence: Annotated[Path, typer.Option(help="The file that shows it; it is kept.")],
    key: Key,
    reason: Annotated[str, typer.Option(help="What you saw.")] = "",
    run: Run = "",
    trust: Trust = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Give your word, with a file, for what no tool can show."""
    from seatrial.seal.commands import acted

    flags = {"state": state, "trust": trust}
    typer.echo(acted("attest", target, key, run, config, flags, reason=reason, evidence=evidence))


@seal_app.command()
def waive(
    target: Target,
    reason: Annotated[str, typer.Option(help="Why it may be let be.")],
    owner: Annotated[str, typer.Option(help="Who bears it.")],
    until: Annotated[str, typer.Option(help="Its last day, as 2031-12-31.")],
    key: Key,
    run: Run = "",
    trust: Trust = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Let a gate, a check or a finding be, until a day; then it is open again."""
    from seatrial.seal.commands import acted

    said = {"reason": reason, "owner": owner, "until": until}
    typer.echo(acted("waive", target, key, run, config, {"state": state, "trust": trust}, **said))


@seal_app.command()
def confirm(
    finding: FindingId,
    key: Key,
    reason: Annotated[str, typer.Option(help="What you saw.")] = "",
    run: Run = "",
    trust: Trust = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Say that a model's finding is true: its gate FAILs."""
    from seatrial.seal.commands import acted

    flags = {"state": state, "trust": trust}
    typer.echo(acted("confirm", finding, key, run, config, flags, reason=reason))


@seal_app.command()
def dismiss(
    finding: FindingId,
    reason: Annotated[str, typer.Option(help="Why it is not so.")],
    key: Key,
    run: Run = "",
    trust: Trust = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Say that a model's finding is not true: it holds its gate no longer."""
    from seatrial.seal.commands import acted

    flags = {"state": state, "trust": trust}
    typer.echo(acted("dismiss", finding, key, run, config, flags, reason=reason))


@seal_app.command()
def sign(
    certificate: Annotated[Path, typer.Argument(help="certificate.json, or its folder.")],
    role: Annotated[str, typer.Option(help="What you sign as, such as release-captain.")],
    key: Key,
    trust: Trust = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Sign a certificate; a second person adds a signature to the same file."""
    from seatrial.seal.commands import signed

    typer.echo(signed(certificate, role, key, config, {"state": state, "trust": trust}))


@seal_app.command()
def verify(
    certificate: Annotated[Path, typer.Argument(help="certificate.intoto.jsonl, or its folder.")],
    repo: Annotated[Path | None, typer.Option(help="The checkout that it is about.")] = None,
    policy: Annotated[Path | None, typer.Option(help="The policy that it was decided by.")] = None,
    trust: Trust = None,
    log: Annotated[list[Path] | None, typer.Option(help="Folder of a log.")] = None,
    on: Annotated[str | None, typer.Option(help="The day to judge on; today otherwise.")] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Audit --repo again by tools; compare the gates.")
    ] = False,
    import_: Annotated[
        list[Path] | None, typer.Option("--import", help="An imported result, for --replay.")
    ] = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Verify a signed certificate, naming every check; exit 1 when one fails."""
    from seatrial.seal.commands import verified

    means = {"repo": repo, "policy": policy, "logs": log or [], "on": on, "replay": replay}
    flags = {"state": state, "trust": trust}
    told, good = verified(certificate, config, flags, **means, artefacts=import_ or [])
    typer.echo(told)
    raise typer.Exit(DONE if good else BELOW_THRESHOLD)


@log_app.command("show")
def log_show(state: State = None, config: Config = None) -> None:
    """List the log, and its head: write that down where nobody here can change it."""
    from seatrial.seal.commands import log_shown

    typer.echo(log_shown(config, {"state": state}))


@log_app.command("prove")
def log_prove(
    entry: Annotated[int, typer.Argument(help="The entry's number.")],
    state: State = None,
    config: Config = None,
) -> None:
    """Prove that an entry is in the log to somebody who holds only its head (RFC 6962)."""
    from seatrial.seal.commands import log_proved

    typer.echo(log_proved(entry, config, {"state": state}))


@log_app.command("check")
def log_check(
    expect_head: Annotated[
        str | None, typer.Option("--expect-head", help="A head that was kept: size:root.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="Folder of another log.")] = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Find any edit, removal, reorder, truncation, fork or rollback; exit 1 when there is one."""
    from seatrial.seal.commands import log_checked

    told, good = log_checked(log, expect_head, config, {"state": state})
    typer.echo(told)
    raise typer.Exit(DONE if good else BELOW_THRESHOLD)


@log_app.command("resume")
def log_resume(state: State = None, config: Config = None) -> None:
    """Go on with an act that a crash cut off."""
    from seatrial.seal.commands import log_resumed

    typer.echo(log_resumed(config, {"state": state}))
