# Sourced by the launcher, the hook and CI: find_jdk sets jdk to the folder of a JDK 25 or newer, or fails.
# It forks nothing.

is_jdk() { # a folder whose release file names version 25 or newer
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  while IFS='="' read -r key _ value _; do
    if [ "$key" = JAVA_VERSION ]; then
      [ "${value%%[!0-9]*}" -ge 25 ] 2>/dev/null
      return
    fi
  done <"$1/release"
  return 1
}

find_jdk() {
  user=${HOME:-/nowhere}
  for candidate in "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/* "$user"/.sdkman/candidates/java/* "$user"/.jdks/* \
    "$user"/.m2/jdks/* /opt/java/* /usr/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$user"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk "$candidate"; then
      jdk=$candidate
      return 0
    fi
  done
  return 1
}
