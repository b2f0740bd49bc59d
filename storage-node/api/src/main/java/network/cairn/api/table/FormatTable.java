package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.Option;

/// CIDs and multibases by themselves: nothing of a node is needed.
public final class FormatTable {
  private static final Argument CIDS = Argument.many("cid", "CIDs.");
  private static final Option PREFIX = Option.flag("prefix", "With the character that names each.");
  private static final Option NUMERIC = Option.flag("numeric", "With the number of each.");
  private static final Option CODE = Option.flag("numeric", 'n', "With the number of each.");
  private static final Option BASE =
      Option.text("b", 'b', "Multibase to write, by name or prefix.")
          .letterHere()
          .orElse("base64url");

  static final Command CIDS_GROUP =
      Command.group("cid", "Convert CIDs and show what they are made of.");
  public static final Command FORMAT =
      Command.of(Needs.NOTHING, "cid format", "Write CIDs in another form.")
          .with(
              Option.text("f", 'f', "The form, with %-letters replaced.").letterHere().orElse("%s"),
              Option.text("v", 'v', "CID version to convert to, 0 or 1.").letterHere(),
              Option.text("mc", "Codec to convert to."),
              Option.text("b", 'b', "Multibase to write, by name or prefix.").letterHere())
          .with(CIDS)
          .describe(
              """
              In the form these are replaced:
                %% a percent sign
                %s the CID; %S without its multibase prefix
                %b the name of the multibase; %B its prefix
                %v the version, as cidv1; %V as a number
                %c the name of the codec; %C its number
                %h the name of the hash function; %H its number
                %L the length of the digest
                %m the multihash in the multibase; %M without prefix
                %d the digest in the multibase; %D without prefix
                %P all but the digest, as %v-%c-%h-%L.
              A CID of version 0 is always base58btc without prefix; with -b it becomes version 1.\
              """);
  public static final Command BASE32 =
      Command.of(Needs.NOTHING, "cid base32", "Write CIDs as version 1 in base32.").with(CIDS);
  public static final Command INSPECT =
      Command.of(Needs.NOTHING, "cid inspect", "Show what a CID is made of.")
          .with(Argument.one("cid", "A CID."));
  public static final Command BASES =
      Command.of(Needs.NOTHING, "cid bases", "List the multibases that IPFS programs read.")
          .with(PREFIX, NUMERIC);
  public static final Command CODECS =
      Command.of(Needs.NOTHING, "cid codecs", "List the codecs of content.")
          .with(CODE, Option.flag("supported", 's', "Only those that dag commands read."));
  public static final Command HASHES =
      Command.of(Needs.NOTHING, "cid hashes", "List the hash functions that IPFS programs take.")
          .with(CODE, Option.flag("supported", 's', "Accepted for Kubo's sake."));

  static final Command MULTIBASE = Command.group("multibase", "Write bytes as text and read it.");
  public static final Command ENCODE =
      Command.of(Needs.NOTHING, "multibase encode", "Write bytes as text of a multibase.")
          .with(BASE)
          .with(file("file", "The bytes; standard input where no file is named."));
  public static final Command DECODE =
      Command.of(Needs.NOTHING, "multibase decode", "Write the bytes of a multibase text.")
          .with(file("encoded-file", "The text; standard input where no file is named."));
  public static final Command TRANSCODE =
      Command.of(Needs.NOTHING, "multibase transcode", "Write a multibase text in another base.")
          .with(BASE)
          .with(file("encoded-file", "The text; standard input where no file is named."));
  public static final Command LIST =
      Command.of(Needs.NOTHING, "multibase list", "List the multibases that IPFS programs read.")
          .with(PREFIX, NUMERIC);

  private FormatTable() {}

  private static Argument file(String name, String help) {
    return Argument.files(name, help).called(name.replace('-', '_'));
  }
}
