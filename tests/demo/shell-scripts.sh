# Each piece below its head runs in the simulated shell and in the real one of this machine; both must print the same.
#### quotes and backslashes
echo "a'b" 'c"d' e\ f "g\h" '\' "\\" "\$HOME" ''x"" "a
b"
#### parameters
set -- a.b.c "d e"; echo ${1#*.} ${1##*.} ${1%.*} ${1%%.*} ${#1} "$#" "${3:-none}" ${3-none} "${2%/*}" $0 "${1:+set}"
#### assignments by need
echo ${x:=5} $x; y=; echo "[${y-unset}]" "[${y:-empty}]"
#### words of "$@" and $*
set -- 'a  b' c; for word in "$@"; do echo "<$word>"; done; for word in $*; do echo "<$word>"; done; echo "$*"
#### splitting by IFS
IFS=:; x=a:b::c; for word in $x; do echo "$word"; done; unset IFS; x="  a  b "; set -- $x; echo $#
#### functions, return and local status
f() { echo "f $1 $#"; return 3; }; f a b; echo $?; f && echo no || echo yes
#### loops
for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done; i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i; until true; do :; done
#### a loop over arguments
set -- x "y z"; for word; do echo "$word"; done
#### case
for word in abc a.b "" b[c] 12; do case $word in a?c) echo one ;; *.*) echo two ;; "") echo three ;; *[[]*) echo four ;; [0-9]*|x) echo five ;; esac; done
#### if, elif, else
if false; then echo a; elif [ 1 = 1 ] && ! false; then echo b; else echo c; fi
#### arithmetic
x=7; echo $((x * (2 + 3) % 4 - -1)) $((x > 3 && x < 9)) $((x == 7 ? 10 : 20))
#### substitution
echo "$(echo "a  b")" $(echo "c  d") `echo e` $(echo $(echo deep)); x=$(false); echo $?
#### pipelines
printf 'b\na\nc\n' | sort | head -n 2; printf 'x y\n' | while read -r a b; do echo "$b-$a"; done; false | true; echo $?; ! true; echo $?
#### redirections
echo a >/dev/null; { echo one; echo two >&2; } 2>&1 | sort; echo hidden 2>/dev/null >&2; echo shown
#### here-documents
x=5; cat <<END; cat <<'END'
$x \$x $(echo sub)
END
$x raw
END
echo after
#### subshells keep to themselves
x=1; (x=2; cd /; exit 4); echo $? $x
#### set -e
set -e; false || echo fine; if false; then :; fi; ! true; echo still; false; echo never
#### set -u
set -u; echo "${1-default}"; echo "$missing"; echo never
#### the trap on EXIT
trap "echo bye" EXIT; echo hello; exit 6
#### printf
printf '%5d|%-5s|%05d|%s\n' 3 ab 7 'x%y'; printf '%s,' a b c; printf '\n%b' 'tab\tend\n'
#### test
[ -n "" ]; echo $?; [ a != b -a 2 -gt 1 ]; echo $?; [ ! -e /nowhere ]; echo $?; test -d /; echo $?; [ "" ]; echo $?
#### an unknown program
no-such-program-here; echo $?
#### eval and command
eval "echo 'a b'"; command echo hi; command -v no-such-program-here || echo none
#### text programs
printf 'a:b:c\n' | cut -d: -f2; echo hello | tr a-y b-z; printf 'x1\nx2\ny\n' | grep -c '^x'; echo foo/bar | sed 's|/|-|g'; printf 'a b c' | wc -w | tr -d ' '; seq 3 | tail -n 1; basename /a/b.c .c; dirname /a/b/c; echo abc | sed -nE 's/^a(.)c$/\1/p'
#### comments and line ends
echo a # no
echo b; # c

\
echo d
#### background and wait
echo first & wait; echo second
