package network.cairn.http.rpc.kubo;

import network.cairn.api.answer.content.LinkAnswer;
import network.cairn.content.service.ListedEntry;
import network.cairn.content.unixfs.Stat;

/// Modes as Kubo's RPC has them: Go's `FileMode`, in which only permissions lie where `chmod` has
/// them.
final class GoMode {
  private static final int PERMISSIONS = 0777;
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int STICKY = 01000;

  private GoMode() {}

  /// Permissions and kind of an entry; 0 where none are kept.
  static long of(ListedEntry entry) {
    int mode = entry.attributes().mode();
    if (mode == 0) {
      return 0;
    }
    boolean directory = entry.type().map(Stat.Type::isDirectory).orElse(false);
    boolean symlink = entry.type().filter(Stat.Type.SYMLINK::equals).isPresent();
    return (mode & PERMISSIONS)
        | (directory ? LinkAnswer.GO_DIRECTORY : 0)
        | (symlink ? LinkAnswer.GO_SYMLINK : 0)
        | ((mode & SETUID) != 0 ? LinkAnswer.GO_SETUID : 0)
        | ((mode & SETGID) != 0 ? LinkAnswer.GO_SETGID : 0)
        | ((mode & STICKY) != 0 ? LinkAnswer.GO_STICKY : 0);
  }

  /// What `chmod` takes of a mode of Go's.
  static int permissions(long mode) {
    return (int) (mode & PERMISSIONS)
        | ((mode & LinkAnswer.GO_SETUID) != 0 ? SETUID : 0)
        | ((mode & LinkAnswer.GO_SETGID) != 0 ? SETGID : 0)
        | ((mode & LinkAnswer.GO_STICKY) != 0 ? STICKY : 0);
  }
}
