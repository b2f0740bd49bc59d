package network.cairn.node;

import java.util.List;
import network.cairn.node.cli.Shell;
import network.cairn.node.daemon.NodeRoles;

/// The program: the command line, and behind it the roles that a process can have.
public final class Cairn {
  private Cairn() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(Shell.run(List.of(args), new NodeRoles()));
  }
}
