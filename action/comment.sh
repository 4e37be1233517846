#!/usr/bin/env bash
# Keeps one comment of a pull request up to date: comment.sh FILE STATUS. Without a break none is begun.
set -euo pipefail

marker='<!-- sluice -->'
comments="repos/$GITHUB_REPOSITORY/issues/$SLUICE_PULL_REQUEST/comments"
body=$(printf '%s\n%s' "$marker" "$(cat "$1")")
known=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1)

if [[ -n $known ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --raw-field "body=$body"
elif [[ $2 != 0 ]]; then
  gh api --silent --method POST "$comments" --raw-field "body=$body"
fi
