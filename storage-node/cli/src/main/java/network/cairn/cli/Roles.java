package network.cairn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.base.tree.SourceEntry;

/// What the process can be besides a client; implemented above the command line, which knows no
/// daemon.
public interface Roles {
  /// The commands that need no network, on the repository of this home, in this process. Takes the
  /// repository's lock.
  ///
  /// @throws CommandFailed if there is no repository or another process holds it
  LocalApi local(Path home) throws IOException;

  /// As [#local], with a network that dials and does not listen, for a command that names a peer.
  LocalApi dialing(Path home) throws IOException;

  /// As [#dialing] if the home belongs to a network, whose ledger knows whom to ask, else as
  /// [#local]; for a command that fetches and names no peer.
  LocalApi fetching(Path home) throws IOException;

  /// The commands that need nothing but this process; their content is nobody's.
  LocalApi plain() throws IOException;

  /// An [Api] that must be closed.
  interface LocalApi extends Api, AutoCloseable {
    @Override
    void close();
  }

  /// Computes the CIDs of what is named, on all cores, without repository or daemon; nothing is
  /// pinned.
  ///
  /// @throws CommandFailed if the options do not fit together
  void hash(Path home, AddRequest request, List<SourceEntry> entries, AddListener listener)
      throws IOException;

  /// Runs one of the roles that have a command of their own; returns its exit code.
  ///
  /// @throws CommandFailed if it cannot be had
  int run(Role role, Terminal terminal) throws IOException, InterruptedException;
}
