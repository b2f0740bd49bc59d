package network.cairn.cli;

import java.io.PrintStream;
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
    actions.put(
        BlockTable.REMOVE,
        Remote.json(roles, Remote.renderer(BlockRemoval::read, BlockCommands::removed)));
  }

  private static void removed(BlockRemoval removal, Invocation invocation, PrintStream out) {
    if (!removal.error().isEmpty()) {
      String told = "cannot remove " + removal.hash() + ": " + removal.error();
      invocation.terminal().err().println(told);
    } else if (!invocation.flag("quiet")) {
      out.println("removed " + removal.hash());
    }
  }
}
