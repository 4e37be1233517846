#!/usr/bin/env bash
# What action.yml runs: `sluice check` where the checkout has a project, else the schema files that changed since
# SLUICE_BASE, each against itself there. Every input is an environment variable, and none is read as code. docs/ci.md describes it.
set -euo pipefail

fail() {
  printf '::error title=sluice::%s\n' "$1"
  exit 2
}

# The program of this name that the project, or the machine, has installed. npm would ask its registry where there is none.
installed() {
  local folder=$PWD
  while :; do
    if [[ -e $folder/node_modules/.bin/sluice ]]; then
      printf '%s' "$folder/node_modules/.bin/sluice"
      return
    fi
    if [[ $folder == "${folder%/*}" || -z $folder ]]; then break; fi
    folder=${folder%/*}
  done
  command -v sluice
}

if [[ -n ${SLUICE_PACKAGE:-} ]]; then
  sluice=(npm exec --yes "--package=$SLUICE_PACKAGE" -- sluice)
else
  # What the project has installed; nothing is fetched.
  sluice=("$(installed)") || fail 'sluice is not installed here: run npm ci before this step, with sluice among the devDependencies, or set package'
fi

# A checkout of depth 1 does not have the base of a pull request.
fetch() {
  if [[ $1 == -* ]]; then fail "base: expected a revision; found $1"; fi
  git cat-file -e "$1^{commit}" 2>/dev/null ||
    git fetch --quiet --no-tags --depth=1 origin "$1" || fail "the commit $1 is not in this checkout; let actions/checkout fetch it (fetch-depth: 0)"
}

command=${SLUICE_COMMAND:-}
if [[ -z $command ]]; then
  [[ -n $(git --glob-pathspecs ls-files -- '**/sluice.config.json') ]] && command=check || command=compat
fi

case $command in
  check)
    args=(check)
    if [[ ${SLUICE_OFFLINE:-} == true ]]; then args+=(--offline); fi
    affected=${SLUICE_AFFECTED:-false}
    if [[ $affected == true ]]; then affected=${SLUICE_BASE:-}; fi
    # Without a base, as on a branch that was just made, every project is checked.
    if [[ -n $affected && $affected != false && ! $affected =~ ^0+$ ]]; then
      fetch "$affected"
      args+=(--affected "$affected")
    fi
    ;;
  compat)
    base=${SLUICE_BASE:-}
    read -r -d '' -a patterns <<<"${SLUICE_FILES:-**/*.schema.json}" || true
    files=()
    # A branch that was just made has nothing before it: there is nothing to compare with, which the reports say as well.
    if [[ -z $base || $base =~ ^0+$ ]]; then
      echo 'sluice: no base to compare with'
      base=HEAD
    else
      fetch "$base"
      # All of them, and those that are gone: what a file refers to may have changed where no pattern looks.
      while IFS= read -r -d '' file; do files+=("./$file"); done < <(
        git --glob-pathspecs ls-files -z -- "${patterns[@]}"
        git --glob-pathspecs diff --name-only -z --relative --no-renames --diff-filter=D "$base" HEAD -- "${patterns[@]}"
      )
    fi
    args=(compat ${files[@]+"${files[@]}"} --against "git:$base" --changed --allow-new --allow-gone)
    if [[ -n ${SLUICE_LEVEL:-} ]]; then args+=("--level=$SLUICE_LEVEL"); fi
    if [[ -n ${SLUICE_PROFILE:-} ]]; then args+=("--profile=$SLUICE_PROFILE"); fi
    ;;
  *) fail "command: expected check or compat; found $command" ;;
esac

comment=${SLUICE_MARKDOWN:-${RUNNER_TEMP:-/tmp}/sluice-comment.md}
rm -f -- "$comment" # That of an earlier step is not of this one.
also=(--also "markdown=$comment")
if [[ -n ${SLUICE_SARIF:-} ]]; then also+=(--also "sarif=$SLUICE_SARIF"); fi

status=0
"${sluice[@]}" "${args[@]}" --format github "${also[@]}" || status=$?

# 1: findings. 4: the lock does not fit, which `check` tells like a finding. Anything else says nothing of the schemas.
if [[ $status =~ ^[014]$ ]]; then
  echo "compatible=$([[ $status == 0 ]] && echo true || echo false)" >>"${GITHUB_OUTPUT:-/dev/null}"
fi
if [[ -f $comment ]]; then
  cat "$comment" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
  if [[ ${SLUICE_COMMENT:-} == true && -n ${SLUICE_PULL_REQUEST:-} ]]; then
    bash "$(dirname "${BASH_SOURCE[0]}")/comment.sh" "$comment" "$status" || echo '::warning title=sluice::the comment could not be written; the job needs permissions: pull-requests: write'
  fi
fi
exit "$status"
