# Shared by the scripts of this folder, which source it. $script is the name they go by.

say() { printf '%s: %s\n' "$script" "$*"; }
fail() {
  printf '%s: %s\n' "$script" "$*" >&2
  exit 1
}

# Leaves "javac 17.0.1" in $jdk.
check_jdk() {
  local javac=javac major
  [[ -z "${JAVA_HOME:-}" ]] || javac="$JAVA_HOME/bin/javac"
  jdk="$("$javac" -version 2>&1)" \
    || fail "no JDK found as '$javac'; install JDK 17 or later, or set JAVA_HOME to one"
  major="${jdk#javac }"
  major="${major%%[!0-9]*}"
  [[ "$major" =~ ^[0-9]+$ ]] && ((major >= 17)) \
    || fail "found '$jdk' as '$javac'; JDK 17 or later is needed"
}

# The installed Maven if it will do, else the wrapper, which fetches one. Leaves the command in
# $maven, and in $maven_said what to say of it.
find_maven() {
  local version major minor
  version="$(mvn -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1)" || true
  IFS=. read -r major minor _ <<<"${version:-0.0}"
  if ((major > 3 || (major == 3 && minor >= 8))); then
    maven=mvn
    maven_said="$version"
  else
    maven=./mvnw
    maven_said="${version:-none} found, 3.8 or later is needed; ./mvnw fetches one"
  fi
}

build_examples() {
  build_program tasks-examples tasks-core tasks-backend-sqlite tasks-backend-redis tasks-backend-rabbitmq
}

# Builds the programs of a module, $1, unless nothing has changed since in it and the modules that it
# needs, the other arguments. Run it in the root of the checkout.
build_program() {
  local program="$1" module
  local sources=(pom.xml .mvn) stamp="$1/target/program.stamp" log="target/build-$1.log"
  for module in "$@"; do
    sources+=("$module/pom.xml" "$module/src/main")
  done
  # Folders count too: a file that is gone shows in its folder's time.
  [[ ! -e "$stamp" || -n "$(find "${sources[@]}" -newer "$stamp" -print -quit)" ]] || return 0

  check_jdk
  find_maven
  [[ "$maven" == mvn ]] || say "Maven: $maven_said"
  say "building (once; the next run starts at once)"
  mkdir -p target "$program/target"
  local before="$stamp.new"
  touch "$before"
  # One short build: the time that the JVM would spend on optimizing itself does not come back.
  if ! MAVEN_OPTS="${MAVEN_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC" \
    "$maven" -B -ntp -Dquick -Dmaven.test.skip=true -pl "$program" -am package \
    </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    fail "the build failed; what it said is above"
  fi
  # Its time is that of the start: what was edited meanwhile is built next time.
  mv "$before" "$stamp"
}

# Becomes a program of tasks-examples; takes further options of java first. Works from any folder.
run_example() {
  local target="$root/tasks-examples/target"
  run_java -cp "$target/classes:$target/lib/*" "$@"
}

# Becomes a JVM that starts quickly.
run_java() {
  local java=java
  [[ -z "${JAVA_HOME:-}" ]] || java="$JAVA_HOME/bin/java"
  # Without a UTF-8 locale, Java cannot open files whose names are not plain ASCII.
  case "$(locale charmap 2>/dev/null)" in
    UTF-8 | utf8 | '') ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
  # Native access: the SQLite driver loads its library, of which Java 24 and later warn.
  exec "$java" --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$@"
}

# Makes sure that a server program is there that the tests start themselves, such as redis-server;
# $2 is the variable that names a server to use instead. Installs the package of that name where apt
# can, without starting it as a service.
need_server() {
  local program="$1" variable="$2"
  # Where servers are, which is not in every user's path.
  local PATH="$PATH:/usr/sbin"
  [[ -z "${!variable:-}" ]] || return 0
  ! command -v "$program" >/dev/null || return 0
  local help="install $program (Debian, Ubuntu: apt-get install $program), or set $variable to the address of a running one"
  can_install || fail "the tests need $program, and this cannot install it: $help"
  install_package "$program" || fail "$program could not be installed: $help"
}

# Makes sure that the dashboard's pages are tested in a browser where apt has one; elsewhere the test
# says loudly that it is skipped. TASKS_TEST_BROWSER=none leaves it so.
want_browser() {
  local program
  [[ -z "${TASKS_TEST_BROWSER:-}" ]] || return 0
  for program in chromium chromium-browser google-chrome; do
    if command -v "$program" >/dev/null; then
      export TASKS_TEST_BROWSER=required
      return 0
    fi
  done
  if can_install && install_package chromium; then
    export TASKS_TEST_BROWSER=required
  else
    say "no Chromium here, and none to be installed: the dashboard is not tested in a browser"
  fi
}

# Whether there is an apt that asks for no password.
can_install() {
  command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }
}

# Installs a package and starts nothing of it; fails when the program of that name is not there then.
install_package() {
  local program="$1" sudo=() policy=/usr/sbin/policy-rc.d made=0 status=0
  ((EUID == 0)) || sudo=(sudo -n)
  say "installing $program, which the tests start themselves"
  if [[ ! -e "$policy" ]]; then
    # 101 means that no service may be started.
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
    "${sudo[@]}" chmod 755 "$policy"
    made=1
  fi
  { "${sudo[@]}" apt-get update -q && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$program"; } >&2 || status=$?
  ((made == 0)) || "${sudo[@]}" rm -f "$policy"
  ((status == 0)) && command -v "$program" >/dev/null
}
