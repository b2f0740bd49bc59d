package network.cairn.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import network.cairn.api.answer.kubo.CidAnswer;
import network.cairn.api.answer.kubo.CidFormatAnswer;
import network.cairn.api.answer.kubo.CodeName;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.FormatTable;

/// `cairn cid` and `cairn multibase`: CIDs and multibases by themselves.
final class FormatCommands {
  private static final long DAG_PB = 0x70;
  private static final long SHA2_256 = 0x12;

  private FormatCommands() {}

  static void add(Roles roles, Actions actions) {
    actions.put(FormatTable.FORMAT, formatted(roles));
    actions.put(FormatTable.BASE32, formatted(roles));
    actions.put(FormatTable.INSPECT, Remote.json(roles, new Inspection()));
    actions.put(FormatTable.BASES, Remote.json(roles, FormatCommands::bases));
    actions.put(FormatTable.LIST, Remote.json(roles, FormatCommands::bases));
    actions.put(FormatTable.CODECS, Remote.json(roles, FormatCommands::codes));
    actions.put(FormatTable.HASHES, Remote.json(roles, FormatCommands::codes));
    actions.put(FormatTable.ENCODE, invocation -> FileUpload.bytes(roles, invocation));
    actions.put(FormatTable.DECODE, invocation -> FileUpload.bytes(roles, invocation));
    actions.put(FormatTable.TRANSCODE, invocation -> FileUpload.bytes(roles, invocation));
  }

  /// One that is no CID does not keep the others from being written.
  private static Actions.Action formatted(Roles roles) {
    return Remote.json(
        roles,
        Remote.renderer(
            CidFormatAnswer::read,
            (answer, in, out) -> {
              if (answer.errorMsg().isEmpty()) {
                out.println(answer.formatted());
              } else {
                in.terminal().err().println(answer.cidStr() + ": " + answer.errorMsg());
              }
            }));
  }

  /// What follows the first line of an error is a hint.
  private record Inspection() implements Remote.JsonRenderer {
    @Override
    public void print(JsonValue value, Invocation invocation, PrintStream out) {
      CidAnswer answer = CidAnswer.read(value);
      if (answer.failure().isEmpty()) {
        parts(CidAnswer.read(Printable.of(value)), out);
      } else {
        PrintStream err = invocation.terminal().err();
        answer.errorMsg().lines().skip(1).map(FormatCommands::hint).forEach(err::println);
      }
    }

    @Override
    public String failure(JsonValue value) {
      return CidAnswer.read(value).failure();
    }
  }

  /// No line of others' looks as if it were this program's.
  private static String hint(String line) {
    boolean apart = line.startsWith("Note: ") || line.startsWith(" ");
    return (apart ? "" : "  ") + Printable.line(line);
  }

  private static void parts(CidAnswer cid, PrintStream out) {
    boolean old = cid.version() == 0;
    String implicit = old ? ", implicit" : "";
    CidAnswer.Codec codec = cid.multicodec();
    CidAnswer.Hash hash = cid.multihash();
    out.println("CID:        " + cid.cid());
    out.println("Version:    " + cid.version());
    out.println(
        "Multibase:  "
            + cid.multibase().name()
            + (old ? " (implicit)" : " (" + cid.multibase().prefix() + ")"));
    out.println("Multicodec: " + coded(codec.name(), codec.code(), implicit));
    out.println("Multihash:  " + coded(hash.name(), hash.code(), implicit));
    out.println("  Length:   " + hash.length() + " bytes");
    out.println("  Digest:   " + hash.digest());
    out.println("CIDv0:      " + (cid.cidV0().isEmpty() ? whyNot(codec, hash) : cid.cidV0()));
    out.println("CIDv1:      " + cid.cidV1());
  }

  private static String coded(String name, long code, String more) {
    return name + " (0x" + Long.toHexString(code) + more + ")";
  }

  private static String whyNot(CidAnswer.Codec codec, CidAnswer.Hash hash) {
    if (codec.code() != DAG_PB) {
      return "not possible, requires dag-pb (0x70), got " + coded(codec.name(), codec.code(), "");
    }
    return hash.code() == SHA2_256
        ? "not possible, requires 32-byte digest, got " + hash.length()
        : "not possible, requires sha2-256 (0x12), got " + coded(hash.name(), hash.code(), "");
  }

  private static void bases(JsonValue value, Invocation invocation, PrintStream out) {
    boolean prefix = invocation.flag("prefix");
    boolean numeric = invocation.flag("numeric");
    for (CodeName base : CodeName.list(value)) {
      int code = Math.clamp(base.code(), 0, Character.MAX_CODE_POINT);
      String shown = Printable.of(Character.toString(code));
      String first = prefix ? (code < ' ' ? " " : shown) + " " : "";
      String number = numeric ? String.format(Locale.ROOT, "%7d ", base.code()) : "";
      String gap = prefix || numeric ? " " : "";
      out.println(first + number + gap + base.name());
    }
  }

  private static void codes(JsonValue value, Invocation invocation, PrintStream out) {
    List<CodeName> codes = CodeName.list(value);
    for (CodeName code : codes) {
      String number =
          invocation.flag("numeric") ? String.format(Locale.ROOT, "%5d  ", code.code()) : "";
      out.println(number + code.name());
    }
  }
}
