package network.cairn.cli;

import java.util.List;

/// `cairn block`: single blocks.
final class BlockCommands {
  private BlockCommands() {}

  static Command block(Roles roles) {
    return Command.group(
        "block",
        "Work with raw blocks.",
        Command.leaf(
            "get",
            "Print a block's bytes.",
            List.of(),
            List.of(Argument.one("cid", "The block.")),
            Remote.bytes(roles)),
        Command.leaf(
            "stat",
            "Print a block's size.",
            List.of(),
            List.of(Argument.one("cid", "The block.")),
            Remote.json(
                roles,
                false,
                (v, _, out) ->
                    out.println("Key: " + v.at("Key").text() + "\nSize: " + v.at("Size").text()))),
        Command.leaf(
            "put",
            "Keep files or standard input as blocks.",
            List.of(
                Option.text("cid-codec", "Codec of the CID.").orElse("raw"),
                Option.text("mhtype", "Hash function.").orElse("sha2-256"),
                Option.number("mhlen", "Digest length in bytes; -1 for the function's own."),
                Option.flag("pin", "Pin the blocks."),
                Option.flag("allow-big-block", "Allow blocks over 1 MiB.")),
            List.of(Argument.any("data", "Files; standard input where none is given.")),
            invocation ->
                FileUpload.run(roles, invocation, (v, _, out) -> out.println(v.at("Key").text()))),
        Command.leaf(
            "rm",
            "Remove blocks that nothing pins.",
            List.of(
                Option.flag("force", 'f', "Say nothing of blocks that are not here."),
                Option.flag("quiet", 'q', "Print nothing.")),
            List.of(Argument.many("cid", "Blocks.")),
            removal(roles)));
  }

  private static Command.Action removal(Roles roles) {
    return invocation -> {
      boolean[] failed = new boolean[1];
      Remote.run(
          roles,
          false,
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
