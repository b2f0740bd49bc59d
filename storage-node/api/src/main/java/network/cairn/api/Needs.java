package network.cairn.api;

/// What must be there for a command to work. The launcher chooses by it how the process is set up.
public enum Needs {
  /// Nothing: the process answers by itself.
  NOTHING,
  /// Processors only: it computes CIDs.
  HASHING,
  /// A daemon, or, where none runs, the home's repository under its lock.
  HOME,
  /// The home's repository itself, or files; it ends when its work is done.
  FILES,
  /// A running daemon.
  DAEMON,
  /// A process that stays and moves content: a daemon.
  STAYING,
  /// A process that stays or waits and moves no content, so that little memory is enough: a ledger,
  /// or who looks after other processes.
  LIGHT
}
