package network.cairn.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import network.cairn.api.answer.kubo.CollectedAnswer;
import network.cairn.api.answer.kubo.KeyAnswer;
import network.cairn.api.answer.kubo.KeyRenaming;
import network.cairn.api.answer.kubo.KeySignature;
import network.cairn.api.answer.kubo.KeyVerdict;
import network.cairn.api.answer.kubo.KeysAnswer;
import network.cairn.api.answer.kubo.RepoCheckAnswer;
import network.cairn.api.answer.kubo.RepoStatAnswer;
import network.cairn.api.answer.kubo.RepoVersionAnswer;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.RepoTable;
import network.cairn.base.units.ByteSize;

/// Commands about the home: its repository, its configuration, its keys.
final class RepoCommands {
  private RepoCommands() {}

  static void add(Roles roles, Actions actions) {
    repo(roles, actions);
    config(roles, actions);
    keys(roles, actions);
  }

  private static void repo(Roles roles, Actions actions) {
    actions.put(
        RepoTable.COLLECT,
        Remote.json(roles, Remote.renderer(CollectedAnswer::read, RepoCommands::collected)));
    actions.put(RepoTable.STAT, Remote.json(roles, RepoCommands::repoStat));
    actions.put(RepoTable.STATS_REPO, Remote.json(roles, RepoCommands::repoStat));
    actions.put(
        RepoTable.VERIFY,
        Remote.json(
            roles,
            RepoCheckAnswer::read,
            (c, out) -> {
              if (!c.msg().isEmpty()) {
                out.println(c.msg());
              }
            }));
    actions.put(
        RepoTable.VERSION,
        Remote.json(
            roles,
            (v, in, out) ->
                out.println(
                    (in.flag("quiet") ? "" : in.terminal().program() + " repo version ")
                        + RepoVersionAnswer.read(v).version())));
  }

  private static void collected(CollectedAnswer answer, Invocation invocation, PrintStream out) {
    if (!invocation.flag("silent") && !answer.key().isEmpty()) {
      out.println((invocation.flag("quiet") ? "" : "removed ") + answer.key());
    }
  }

  private static void repoStat(JsonValue value, Invocation invocation, PrintStream out) {
    RepoStatAnswer stat = RepoStatAnswer.read(value);
    boolean human = invocation.flag("human");
    Optional<RepoStatAnswer.Contents> contents = stat.contents();
    if (contents.isPresent()) {
      out.println("NumObjects: " + contents.get().numObjects());
      if (contents.get().numPieces() > 0) {
        out.println("NumPieces:  " + contents.get().numPieces());
        out.println("PieceBytes: " + size(contents.get().pieceBytes(), human));
      }
    }
    out.println("RepoSize:   " + size(stat.repoSize(), human));
    out.println("StorageMax: " + size(stat.storageMax(), human));
    if (contents.isPresent()) {
      out.println("RepoPath:   " + contents.get().repoPath());
      out.println("Version:    " + contents.get().version());
    }
  }

  private static String size(long bytes, boolean human) {
    return human ? ByteSize.text(bytes) : Long.toString(bytes);
  }

  private static void config(Roles roles, Actions actions) {
    actions.put(RepoTable.CONFIG, invocation -> setting(roles, invocation));
    actions.put(RepoTable.CONFIG_SHOW, Remote.pretty(roles));
    actions.put(RepoTable.CONFIG_REPLACE, invocation -> replace(roles, invocation));
    actions.put(
        RepoTable.CONFIG_PROFILE_APPLY,
        Remote.json(
            roles,
            (v, _, out) -> {
              List<String> before = Pretty.print(v.at("OldCfg")).lines().toList();
              List<String> after = Pretty.print(v.at("NewCfg")).lines().toList();
              before.stream().filter(l -> !after.contains(l)).forEach(l -> out.println("-" + l));
              after.stream().filter(l -> !before.contains(l)).forEach(l -> out.println("+" + l));
            }));
  }

  private static int setting(Roles roles, Invocation invocation) throws IOException {
    Api.Query query = new Api.Query();
    invocation.arguments().forEach(query::arg);
    if (invocation.flag("bool")
        && invocation.arguments().size() == 2
        && !invocation.argument(1).matches("true|false")) {
      throw new CommandFailed(
          "with --bool, the value of " + invocation.argument(0) + " must be true or false");
    }
    if (invocation.flag("json") || invocation.flag("bool")) {
      query.option("json", "true");
    }
    Remote.JsonRenderer renderer =
        (v, in, out) -> {
          if (in.arguments().size() == 1) {
            JsonValue set = v.at("Value");
            out.println(
                set instanceof JsonValue.Text t ? Printable.line(t.value()) : Pretty.print(set));
          } else if (v.at("Remark") instanceof JsonValue.Text(String remark)) {
            in.terminal().err().println("Warning: " + Printable.line(remark));
          }
        };
    return Remote.run(roles, invocation, query, renderer);
  }

  private static int replace(Roles roles, Invocation invocation) throws IOException {
    byte[] bytes = Files.readAllBytes(invocation.terminal().readable(invocation.argument(0)));
    String boundary = "cairn-" + UUID.randomUUID();
    Api.Query query = new Api.Query();
    Remote.options(invocation, query);
    return new Client(roles, invocation)
        .anyhow(api ->
            api.upload(
                "config/replace",
                query,
                boundary,
                out -> {
                  MultipartWriter multipart = new MultipartWriter(out, boundary);
                  multipart.file("config", new ByteArrayInputStream(bytes));
                  multipart.end();
                },
                (_, body) -> (int) (body.skip(Long.MAX_VALUE) * 0)));
  }

  /// The file is called by the last part of the key's name, if nothing else is said.
  private static Role export(Invocation invocation) {
    String name = invocation.argument(0);
    String format = invocation.text("format").orElse("");
    String file =
        name.substring(name.lastIndexOf('/') + 1) + (format.startsWith("pem") ? ".pem" : ".key");
    return new Role.KeyExport(
        Client.home(invocation),
        name,
        format,
        invocation.terminal().path(invocation.text("output").orElse(file)));
  }

  /// People see what programs see, as with Kubo.
  private static Remote.JsonRenderer line(Function<JsonValue, ? extends JsonRecord> form) {
    return (value, _, out) -> out.println(Printable.json(form.apply(value).json()));
  }

  /// @throws UsageError if no name is given, or a key of another kind is asked for
  /// @throws CommandFailed if a daemon has the home open
  private static Role rotation(Invocation invocation) throws IOException {
    String old = invocation.text("oldkey").orElse("");
    if (old.isEmpty()) {
      throw new UsageError(
          "keystore name for backing up old key must be provided: name it with --oldkey");
    }
    String type = invocation.text("type").orElse("ed25519");
    if (!type.equals("ed25519")) {
      throw new UsageError("--type=" + type + ": a node's key is of ed25519; leave the option out");
    }
    if (invocation.text("size").isPresent()) {
      throw new UsageError("--size: a key of ed25519 has one size; leave the option out");
    }
    return new Role.KeyRotate(Client.home(NodeCommands.idle(invocation)), old);
  }

  private static void keys(Roles roles, Actions actions) {
    Remote.Renderer keys =
        (v, in, out) ->
            KeysAnswer.read(v)
                .keys()
                .forEach(k -> out.println((in.flag("long") ? k.id() + " " : "") + k.name()));
    actions.put(
        RepoTable.KEY_GENERATE,
        Remote.json(roles, KeyAnswer::read, (k, out) -> out.println(k.id())));
    actions.put(
        RepoTable.KEY_IMPORT,
        invocation ->
            FileUpload.run(roles, invocation, (v, _, out) -> out.println(KeyAnswer.read(v).id())));
    actions.put(
        RepoTable.KEY_EXPORT, invocation -> roles.run(export(invocation), invocation.terminal()));
    actions.put(RepoTable.KEY_LIST, Remote.json(roles, keys));
    actions.put(RepoTable.KEY_LS, Remote.json(roles, keys));
    actions.put(RepoTable.KEY_REMOVE, Remote.json(roles, keys));
    actions.put(
        RepoTable.KEY_SIGN,
        invocation -> FileUpload.run(roles, invocation, line(KeySignature::read)));
    actions.put(
        RepoTable.KEY_VERIFY,
        invocation -> FileUpload.run(roles, invocation, line(KeyVerdict::read)));
    actions.put(
        RepoTable.KEY_ROTATE, invocation -> roles.run(rotation(invocation), invocation.terminal()));
    actions.put(
        RepoTable.KEY_RENAME,
        Remote.json(
            roles,
            KeyRenaming::read,
            (k, out) ->
                out.println(
                    "Key "
                        + k.id()
                        + " renamed to "
                        + k.now()
                        + (k.overwrite() ? " with overwriting" : ""))));
  }
}
