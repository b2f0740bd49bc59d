package network.cairn.cli;

import java.nio.file.Path;
import java.util.List;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.base.tree.SourceEntry;

/// A process that can be nothing but a client.
class NoRoles implements Roles {
  @Override
  public LocalApi local(Path home) {
    throw new CommandFailed("no repository here");
  }

  @Override
  public LocalApi dialing(Path home) {
    throw new CommandFailed("no network here");
  }

  @Override
  public LocalApi fetching(Path home) {
    throw new CommandFailed("no repository here");
  }

  @Override
  public LocalApi plain() {
    throw new CommandFailed("nothing here");
  }

  @Override
  public void hash(Path home, AddRequest request, List<SourceEntry> entries, AddListener listener) {
    throw new CommandFailed("no hashing here");
  }

  @Override
  public int run(Role role, Terminal terminal) {
    throw new CommandFailed("cannot be " + role);
  }
}
