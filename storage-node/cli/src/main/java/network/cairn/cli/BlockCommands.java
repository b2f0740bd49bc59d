package network.cairn.cli;

import network.cairn.api.answer.kubo.BlockAnswer;
import network.cairn.api.answer.kubo.BlockRemoval;
import network.cairn.api.table.BlockTable;

/// `cairn block`: single blocks.
final class BlockCommands {
  private BlockCommands() {}

  static void add(Roles roles, Actions actions) {
    actions.put(BlockTable.GET, Remote.bytes(roles));
    actions.put(
        BlockTable.STAT,
        Remote.json(
            roles,
            BlockAnswer::read,
            (b, out) -> out.println("Key: " + b.key() + "\nSize: " + b.size())));
    actions.put(
        BlockTable.PUT,
        invocation ->
            FileUpload.run(
                roles, invocation, (v, _, out) -> out.println(BlockAnswer.read(v).key())));
    actions.put(BlockTable.REMOVE, removal(roles));
  }

  private static Actions.Action removal(Roles roles) {
    return invocation -> {
      boolean[] failed = new boolean[1];
      Remote.run(
          roles,
          invocation,
          Remote.query(invocation),
          (value, in, out) -> {
            BlockRemoval removal = BlockRemoval.read(value);
            if (!removal.error().isEmpty()) {
              failed[0] = true;
              in.terminal()
                  .err()
                  .println("cannot remove " + removal.hash() + ": " + removal.error());
            } else if (!in.flag("quiet")) {
              out.println("removed " + removal.hash());
            }
          });
      if (failed[0]) {
        throw new CommandFailed("some blocks not removed");
      }
      return 0;
    };
  }
}
