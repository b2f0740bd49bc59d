package network.cairn.base.time;

/// Ends what cannot go on: called when a loop on which the program stands died of something that no
/// restart mends, or when the machine has no memory left. Thread-safe.
@FunctionalInterface
public interface Fatal {
  /// Exit status of a process that ends so: "internal software error" of sysexits.h.
  int EXIT_STATUS = 70;

  /// @param where the loop or task, as its thread is named
  void end(String where, Throwable cause);

  /// Whether no part of the process can be relied on after it, wherever it was thrown: no memory,
  /// or a broken machine. A stack that overflowed is none, because it was taken down.
  static boolean isOfMachine(Throwable failure) {
    return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
  }

  /// What people are told, on one line: the message of an exception of this project says what to
  /// do, of any other its name counts too.
  static String line(String where, Throwable cause) {
    boolean own = cause.getClass().getName().startsWith("network.cairn.");
    String message = cause.getMessage();
    return own && message != null
        ? "cairn ends: " + message
        : "cairn ends: " + where + " died of " + cause;
  }

  /// Ends the process at once, with one line on its error output: hooks and owners get no say, for
  /// all that is durable is safe in a crash, and who has no memory cannot close anything.
  static Fatal halt() {
    return (where, cause) -> {
      try {
        System.err.println(line(where, cause));
        System.err.flush();
      } finally {
        Runtime.getRuntime().halt(EXIT_STATUS);
      }
    };
  }
}
