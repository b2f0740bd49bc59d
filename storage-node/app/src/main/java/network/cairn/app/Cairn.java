package network.cairn.app;

import java.util.List;
import network.cairn.app.daemon.NodeRoles;
import network.cairn.cli.Shell;

/// The program: the command line, and behind it the roles that a process can have.
public final class Cairn {
  private Cairn() {}

  /// Runs one command and ends the process with its exit code.
  ///
  /// `System.exit` first asks for a logger, which costs several times what a client command does.
  /// So a command that went well and left no thread behind just returns.
  public static void main(String[] args) {
    int code = Shell.run(List.of(args), new NodeRoles());
    if (code != 0 || Thread.activeCount() > 1) {
      System.exit(code);
    }
  }
}
