package network.cairn.cli;

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
            (v, _, out) ->
                out.println("Key: " + v.at("Key").text() + "\nSize: " + v.at("Size").text())));
    actions.put(
        BlockTable.PUT,
        invocation ->
            FileUpload.run(roles, invocation, (v, _, out) -> out.println(v.at("Key").text())));
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
            String error = value.at("Error").text();
            if (!error.isEmpty()) {
              failed[0] = true;
              in.terminal()
                  .err()
                  .println("cannot remove " + value.at("Hash").text() + ": " + error);
            } else if (!in.flag("quiet")) {
              out.println("removed " + value.at("Hash").text());
            }
          });
      if (failed[0]) {
        throw new CommandFailed("some blocks not removed");
      }
      return 0;
    };
  }
}
