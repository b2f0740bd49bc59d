package network.cairn.node.cli;

import java.nio.file.Path;

/// A process that can be nothing but a client.
final class NoRoles implements Roles {
  @Override
  public LocalApi local(Path home) {
    throw new CommandFailed("no repository here");
  }

  @Override
  public LocalApi dialing(Path home) {
    throw new CommandFailed("no network here");
  }

  @Override
  public int run(String role, Path home, Invocation invocation) {
    throw new CommandFailed("cannot be " + role);
  }
}
