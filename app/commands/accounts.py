"""The commands around the two accounts: connect, check, disconnect."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import ExitCode, UsageError
from app.secret_text import decoded_secret, tidy_secret
from app.services.api.accounts import STAGE, AccountInfo, SignInRequest, permission_key
from app.sync.plan.model import Side  # typer reads it in the signatures below

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.progress import Progress

connect = typer.Typer(no_args_is_help=True, help="Connect an account.")

_LONGEST_SECRET = 20_000

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@connect.command("highlevel")
def connect_highlevel(
    context: typer.Context,
    location: Annotated[str, typer.Option(help="Id of the location.")],
    base_url: Annotated[str, typer.Option(help="Address of the service.")] = "",
    token_stdin: Annotated[bool, typer.Option("--token-stdin", help="Read a token from standard input.")] = False,
    oauth: Annotated[bool, typer.Option("--oauth", help="Sign in in the browser, with an app of your own.")] = False,
    client_id: Annotated[
        str, typer.Option(envvar="PONTE24_HIGHLEVEL_CLIENT_ID", help="With --oauth: client id of your app.")
    ] = "",
    white_label: Annotated[bool, typer.Option("--white-label", help="With --oauth: a white-label app.")] = False,
    authorize_url: Annotated[str, typer.Option(help="With --oauth: another address to sign in at.")] = "",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="With --oauth: only print the address.")] = False,
) -> None:
    """Connect HighLevel by a Private Integration Token, or with --oauth by signing in; checked by a real call.

    With --oauth the client secret is asked for, or read from standard input if that is no terminal; a blank one means
    the one that is kept.
    """
    out: Output = context.obj.output
    if oauth:
        if not client_id:
            raise UsageError("oauth_client_missing")
        request = SignInRequest(
            location, client_id, _client_secret(out), base_url, authorize_url, white_label, not no_browser
        )

        def tell(step: Progress) -> None:
            if step.stage == STAGE:
                _show_address(out, step)
            else:
                out.progress(step)

        info = context.obj.run(lambda s: s.access.sign_in(request, progress=tell))
    elif token_stdin:
        token = _secret_from_stdin()
        info = context.obj.run(lambda s: s.connect_highlevel(location, token, base_url))
    else:
        raise UsageError("secret_missing", option="--token-stdin")
    _connected(out, info)


@connect.command("fattura24")
def connect_fattura24(
    context: typer.Context,
    base_url: Annotated[str, typer.Option(help="Address of the service.")] = "",
    key_stdin: Annotated[bool, typer.Option("--key-stdin")] = False,
) -> None:
    """Check an API key with TestKey, then keep it in the keyring."""
    if not key_stdin:
        raise UsageError("secret_missing", option="--key-stdin")
    key = _secret_from_stdin()
    _connected(context.obj.output, context.obj.run(lambda s: s.connect_fattura24(key, base_url)))


def check(
    context: typer.Context,
    service: Annotated[Side, typer.Argument(help="Which account.")],
    as_json: JsonOption = False,
) -> None:
    """Ask a service again with the token or key that is kept, and which permissions it lacks."""
    out: Output = context.obj.output
    info = context.obj.run(lambda s: s.access.check(service))
    if as_json:
        out.data({"service": service.value, "name": info.name, "missing_permissions": list(info.missing)})
    else:
        out.result(out.say("checked", service=out.name("sides", service.value), name=info.name))
    show_missing(out, info)
    raise typer.Exit(ExitCode.NEEDS_PERSON if info.missing else ExitCode.DONE)


def disconnect(context: typer.Context, service: Annotated[Side, typer.Argument(help="Which account.")]) -> None:
    """Forget the token or key of an account with everything that belongs to it; links and history stay."""
    out: Output = context.obj.output
    name = out.name("sides", service.value)
    if context.obj.run(lambda s: s.disconnect(service)):
        out.result(out.say("disconnected", service=name))
        return
    out.note(out.say("disconnected_keyring", service=name))
    raise typer.Exit(ExitCode.NEEDS_PERSON)


def show_missing(out: Output, info: AccountInfo) -> None:
    """Print the permissions that are missing, each with what will not work without it, and then those that one can do
    without."""
    for key, scopes in (("missing_permissions", info.missing), ("lacking_permissions", info.lacking)):
        if scopes:
            out.note(out.say(key))
        for scope in scopes:
            out.note(f"  {scope}: {out.name('permissions', permission_key(scope))}")


def _connected(out: Output, info: AccountInfo) -> None:
    out.result(out.say("connected", service=out.name("sides", info.side.value), name=info.name))
    show_missing(out, info)
    if info.from_environment:
        out.note(out.say("environment_wins"))
    elif info.session_only:
        out.note(out.say("session_only"))


def _client_secret(out: Output) -> str:
    """Ask for the app's secret, or read it where nobody sits at the keyboard."""
    if sys.stdin.isatty():
        return getpass.getpass(out.say("oauth_ask_secret"), stream=sys.stderr).strip()
    return _secret_from_stdin()


def _secret_from_stdin() -> str:
    """Return the first line of standard input; PowerShell writes UTF-16 or a byte order mark before it."""
    buffer = getattr(sys.stdin, "buffer", None)
    if buffer is None:
        return tidy_secret(sys.stdin.readline(_LONGEST_SECRET))
    return tidy_secret(decoded_secret(buffer.readline(_LONGEST_SECRET)))


def _show_address(out: Output, step: Progress) -> None:
    params = step.params
    if params["strangers"]:
        out.note(out.say("oauth_stranger"))
        return
    if params["taken"]:
        out.note(out.say("oauth_port_taken", taken=params["taken"], redirect_uri=params["redirect_uri"]))
    out.note(out.say("oauth_opened" if params["opened"] else "oauth_open_this"))
    out.note(params["address"])
    if not params["opened"]:
        out.note(out.say("oauth_elsewhere", port=params["redirect_uri"].rpartition(":")[2].partition("/")[0]))
