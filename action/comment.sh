#!/usr/bin/env bash
# Keeps one comment of a pull request up to date: comment.sh FILE STATUS. Without a break none is begun.
set -euo pipefail

marker='<!-- sluice -->'
comments="repos/$GITHUB_REPOSITORY/issues/$SLUICE_PULL_REQUEST/comments"
body=$(printf '%s\n%s' "$marker" "$(cat "$1")")
ours=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id")
known=${ours%%$'\n'*} # Were it cut by another program, that one's end would be a failure of gh.

if [[ -n $known ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --raw-field "body=$body"
elif [[ $2 != 0 ]]; then
  gh api --silent --method POST "$comments" --raw-field "body=$body"
fi
