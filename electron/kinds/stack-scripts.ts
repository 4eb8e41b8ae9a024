const searchPath = 'export LC_ALL=C PATH="$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin"'

/**
 * Says whose the folder `$1` is, what its files hold, and which volumes and networks bear the name of the project `$2`.
 * Lines: `folder absent|empty|foreign`, `folder kept`, `folder of ID`, `compose:…`, `environment:…`, `volume NAME`, `network NAME`.
 */
export const READ_SCRIPT = `# mycopod:stack-read 1
${searchPath}
if [ -L "$1" ]; then echo 'folder foreign'
elif [ ! -e "$1" ]; then echo 'folder absent'
elif [ -f "$1/.mycopod" ]; then
  read -r owner <"$1/.mycopod"
  if [ "$owner" = kept ]; then echo 'folder kept'; else echo "folder of $owner"; fi
  [ -f "$1/compose.yaml" ] && sed 's/^/compose:/' "$1/compose.yaml"
  [ -f "$1/.env" ] && sed 's/^/environment:/' "$1/.env"
elif [ -d "$1" ] && [ -z "$(ls -A "$1")" ]; then echo 'folder empty'
else echo 'folder foreign'
fi
docker volume ls --quiet --filter "name=$2_" | sed 's/^/volume /'
docker network ls --filter "name=$2_" --format '{{.Name}}' | sed 's/^/network /'
echo end
`

/** Makes the folder `$2` in the folder `$1` for the app with the id `$3`, and the folders named after that in it. Ends with 3 when it belongs to somebody else. */
export const PREPARE_SCRIPT = `# mycopod:stack-prepare 1
umask 077
dir=$1/$2
mkdir -p "$1" || exit 1
[ -L "$dir" ] && exit 3
if ! mkdir "$dir" 2>/dev/null; then
  if [ ! -e "$dir" ]; then mkdir -p "$dir" || exit 1
  elif [ -f "$dir/.mycopod" ]; then
    read -r owner <"$dir/.mycopod"
    [ "$owner" = "$3" ] || [ "$owner" = kept ] || exit 3
  else
    [ -d "$dir" ] && [ -z "$(ls -A "$dir")" ] || exit 3
  fi
fi
printf '%s\\n' "$3" >"$dir/.mycopod.new" && mv -f "$dir/.mycopod.new" "$dir/.mycopod" && chmod 700 "$dir" || exit 1
shift 3
umask 022
for folder; do mkdir -p "$dir/$folder" || exit 1; done
`

/** Puts standard input, which has `$2` bytes, in the file `$1`: wholly or not at all. The file before it stays as `$1.before` when `$3` is 1. */
export const WRITE_SCRIPT = `# mycopod:stack-write 1
umask 077
cat >"$1.new" || exit 1
[ "$(wc -c <"$1.new")" -eq "$2" ] || { rm -f "$1.new"; exit 1; }
if [ "$3" = 1 ] && [ -f "$1" ] && [ ! -f "$1.before" ]; then cp -p "$1" "$1.before.new" && mv -f "$1.before.new" "$1.before" || exit 1; fi
mv -f "$1.new" "$1"
`

/** In the folder `$1`: with \`back\` as \`$2\` the files before a change take their places again, else they are forgotten. Prints how many. */
export const BEFORE_SCRIPT = `# mycopod:stack-before 1
count=0
for file in "$1/compose.yaml" "$1/.env"; do
  [ -f "$file.before" ] || continue
  if [ "$2" = back ]; then mv -f "$file.before" "$file" || exit 1; else rm -f "$file.before" || exit 1; fi
  count=$((count + 1))
done
rm -f "$1"/.mycopod.new "$1"/compose.yaml.new "$1"/.env.new
echo "$count"
`

/** Removes the folder \`$1\` of the app with the id \`$2\`; when \`$3\` is 1 it stays with its data for a later app of that name. Ends with 3 when it belongs to somebody else. */
export const REMOVE_SCRIPT = `# mycopod:stack-remove 1
umask 077
[ -L "$1" ] && exit 3
[ -e "$1" ] || exit 0
if [ -f "$1/.mycopod" ]; then
  read -r owner <"$1/.mycopod"
  [ "$owner" = "$2" ] || [ "$owner" = kept ] || exit 3
  if [ "$3" = 1 ]; then
    rm -f "$1"/*.new "$1"/.*.new "$1"/*.before "$1"/.*.before
    echo kept >"$1/.mycopod.new" && mv -f "$1/.mycopod.new" "$1/.mycopod"
    exit
  fi
  rm -rf "$1" || exit 1
else
  rmdir "$1" 2>/dev/null || exit 3
fi
rmdir "\${1%/*}" 2>/dev/null
exit 0
`

/** Runs \`docker compose\` for the folder \`$1\` and the project \`$2\`, seeing no variable but those of the environment file. */
export const COMPOSE_SCRIPT = `# mycopod:stack-compose 1
${searchPath}
dir=$1 project=$2
shift 2
exec env -i PATH="$PATH" HOME="$HOME" docker compose --project-name "$project" --project-directory "$dir" --file "$dir/compose.yaml" --env-file "$dir/.env" "$@"
`

/** Asks the page at \`$1\` on the device itself and prints its HTTP status, 0 where it does not answer, nothing where no program there can ask. */
export const ANSWER_SCRIPT = `# mycopod:stack-answer 1
${searchPath}
if command -v curl >/dev/null 2>&1; then
  code=$(curl --silent --insecure --output /dev/null --max-time 5 --write-out '%{http_code}' "$1")
  echo "\${code:-0}"
elif command -v wget >/dev/null 2>&1; then
  code=$(wget --server-response --spider --tries=1 --timeout=5 "$1" 2>&1 | sed -n 's|^ *HTTP/[0-9.]* \\([0-9]*\\).*|\\1|p' | tail -n 1)
  echo "\${code:-0}"
fi
`

/** Prints \`NAME SIZE\` of every volume as Docker counts, then \`folder KIB\` for what lies in the folder \`$1\`. */
export const SIZES_SCRIPT = `# mycopod:stack-sizes 1
${searchPath}
docker system df --verbose --format '{{range .Volumes}}{{.Name}} {{.Size}}{{println}}{{end}}'
[ -d "$1" ] && du -sk "$1" | sed 's/^\\([0-9]*\\).*/folder \\1/'
exit 0
`
