"""``completion``: the script that teaches a shell to complete our words. The answers come from `cli.complete`."""

from typing import Annotated, Any

import typer

from credplan.cli.complete import SHELLS
from credplan.core.errors import UsageError
from credplan.core.text import join_words

_SETTINGS: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
app = typer.Typer(**_SETTINGS)

# Each works with what its shell had ten years ago, so that no library of completions need be there.
_BASH = r"""# credplan's words at the TAB key, for bash
_credplan() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        COMPREPLY+=("$line")
    done < <("${COMP_WORDS[0]/#\~/$HOME}" __complete bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _credplan credplan
"""

_ZSH = r"""#compdef credplan
# credplan's words at the TAB key, for zsh
_credplan() {
    local line value program=${(Q)words[1]}
    local -a values shown
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            _files
            return
        fi
        value=${line%%$'\t'*}
        values+=("$value")
        if [[ $line == *$'\t'* ]]; then
            shown+=("$value  -- ${line#*$'\t'}")
        else
            shown+=("$value")
        fi
    done < <("${program/#\~/$HOME}" __complete zsh -- "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)
    (( $#values )) && compadd -U -l -d shown -a -- values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _credplan "$@"
else
    compdef _credplan credplan
fi
"""

_FISH = r"""# credplan's words at the TAB key, for fish
function __credplan_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    for line in ($program __complete fish -- $words "$current" 2>/dev/null)
        if test "$line" = ':files'
            __fish_complete_path "$current"
            return
        end
        printf '%s\n' "$line"
    end
end
complete -c credplan -f -a '(__credplan_complete)'
"""

_POWERSHELL = r"""# credplan's words at the TAB key, for PowerShell
Register-ArgumentCompleter -Native -CommandName credplan -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "=$($_.Extent.Text)" })
    $program = $commandAst.CommandElements[0].Extent.Text
    & $program __complete powershell -- @words "=$wordToComplete" 2>$null | ForEach-Object {
        if ($_ -ne ':files') {
            $value, $about = $_ -split "`t", 2
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
        }
    }
}
"""

SCRIPTS = dict(zip(SHELLS, (_BASH, _ZSH, _FISH, _POWERSHELL), strict=True))

WHERE = {
    "bash": (
        "credplan completion bash > ~/.credplan-completion.bash",
        "echo 'source ~/.credplan-completion.bash' >> ~/.bashrc",
    ),
    "zsh": (
        "mkdir -p ~/.zfunc && credplan completion zsh > ~/.zfunc/_credplan",
        "and in ~/.zshrc, before compinit: fpath+=~/.zfunc; autoload -Uz compinit && compinit",
    ),
    "fish": (
        "mkdir -p ~/.config/fish/completions",
        "credplan completion fish > ~/.config/fish/completions/credplan.fish",
    ),
    "powershell": ("credplan completion powershell >> $PROFILE",),
}


@app.command("completion")
def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help=f"{join_words(list(SHELLS), 'or')}.")],
) -> None:
    r"""Print the script that completes commands, options, careers and credentials at the TAB key.

    The script goes to stdout; where to put it is said on stderr.

    \b
    Examples:
      credplan completion bash > ~/.credplan-completion.bash
      credplan completion fish
    """
    name = {"pwsh": "powershell"}.get(shell.lower(), shell.lower())
    if name not in SCRIPTS:
        raise UsageError(f"There is no completion for {shell!r}.", hint=f"There is one for {join_words(list(SHELLS))}.")
    typer.echo(SCRIPTS[name], nl=False)
    lines = "\n".join(f"  {line}" for line in WHERE[name])
    typer.echo(f"To have it in every new {name}:\n{lines}", err=True)
