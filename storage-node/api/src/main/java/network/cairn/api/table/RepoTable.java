package network.cairn.api.table;

import java.util.List;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// The home: its repository, its configuration, its keys.
public final class RepoTable {
  static final Command REPO = Command.group("repo", "Work with the repository.");
  public static final Command COLLECT =
      Command.of(Needs.HOME, "repo gc", "Remove what nothing pins.")
          .with(
              Option.flag("quiet", 'q', "Print CIDs only."),
              Option.flag("silent", "Print nothing."),
              Option.flag("stream-errors", "Go on after errors."))
          .guardedBy(Guard.CHANGES);
  public static final Command STAT =
      Command.of(Needs.HOME, "repo stat", "Print sizes and limits.")
          .with(
              Option.flag("size-only", 's', "Print sizes only."),
              Option.flag("human", 'H', "Print sizes in MiB."));
  public static final Command STATS_REPO = STAT.alias("stats repo");
  public static final Command VERIFY =
      Command.of(Needs.HOME, "repo verify", "Check every block against its CID.")
          .with(Option.flag("drop", "Remove damaged blocks."))
          .guardedBy(Guard.CHANGES);
  public static final Command VERSION =
      Command.of(Needs.HOME, "repo version", "Print the repository's version.")
          .with(Option.flag("quiet", 'q', "Print the number only."));

  public static final Command CONFIG =
      Command.of(Needs.HOME, "config", "Read or set a configuration value.")
          .with(
              Option.flag("json", "The value is JSON.").used(Use.BOTH),
              Option.flag("bool", "The value is true or false.").used(Use.BOTH))
          .with(
              Argument.one("key", "The key, as Addresses.API."),
              Argument.optional("value", "The new value."))
          .guardedBy(Guard.SETTINGS);
  public static final Command CONFIG_SHOW =
      Command.of(Needs.HOME, "config show", "Print the configuration.").guardedBy(Guard.SETTINGS);
  public static final Command CONFIG_REPLACE =
      Command.of(Needs.HOME, "config replace", "Replace the configuration by a file.")
          .with(Argument.file("file", "The new configuration."))
          .guardedBy(Guard.TOKEN);

  static final Command CONFIG_PROFILE =
      Command.group("config profile", "Work with profiles of the configuration.");
  public static final Command CONFIG_PROFILE_APPLY =
      Command.of(Needs.HOME, "config profile apply", "Make the changes of a profile.")
          .with(Option.flag("dry-run", "Only show the changes."))
          .with(
              Argument.one(
                  "profile",
                  "test, default-networking, server, local-discovery, lowpower, randomports,"
                      + " legacy-cid-v0, unixfs-v1-2025, ipfs and others."))
          .guardedBy(Guard.TOKEN);

  private static final Option LONG = Option.flag("long", 'l', "With ids.").used(Use.HERE);
  private static final Option LONG_AT_DOOR =
      Option.flag("l", "Accepted for Kubo's sake.").used(Use.DOOR);
  private static final Option FORMAT =
      Option.of(
              new Kind.Choice(List.of("libp2p-protobuf-cleartext", "pem-pkcs8-cleartext")),
              "format",
              'f',
              "The file's form: libp2p-protobuf-cleartext or pem-pkcs8-cleartext.")
          .orElse("libp2p-protobuf-cleartext");
  private static final Option BASE =
      Option.text("ipns-base", "Multibase of key ids; b58mh or v0 for multihashes.")
          .orElse("base36");

  static final Command KEYS = Command.group("key", "Work with keys.");
  public static final Command KEY_GENERATE =
      Command.of(Needs.HOME, "key gen", "Make a key.")
          .with(
              Option.of(
                      new Kind.Choice(List.of("ed25519", "rsa", "secp256k1")),
                      "type",
                      't',
                      "ed25519, rsa or secp256k1.")
                  .orElse("ed25519"),
              Option.number("size", 's', "Bits of an RSA key, 2048 to 8192."),
              BASE)
          .with(Argument.one("name", "The key's name."))
          .guardedBy(Guard.CHANGES);
  public static final Command KEY_LIST =
      Command.of(Needs.HOME, "key list", "List keys.").with(LONG, LONG_AT_DOOR, BASE);
  public static final Command KEY_LS = KEY_LIST.alias("key ls");
  public static final Command KEY_EXPORT =
      Command.of(Needs.FILES, "key export", "Write a key to a file.")
          .with(
              Option.text("output", 'o', "The file, if not NAME.key or NAME.pem here.")
                  .used(Use.HERE),
              FORMAT.used(Use.HERE))
          .with(Argument.one("name", "The key's name."))
          .describe(
              """
              The file is not encrypted: whoever reads it has the key. It is for its owner only (0600). A file that
              is there is replaced.\
              """)
          .hereOnly();
  public static final Command KEY_IMPORT =
      Command.of(Needs.HOME, "key import", "Keep a key from a file.")
          .with(
              FORMAT,
              Option.flag("allow-any-key-type", "Take ECDSA keys, too, which few programs know."),
              BASE)
          .with(
              Argument.one("name", "The key's name."),
              Argument.file("key", "A file as key export writes it."))
          .guardedBy(Guard.CHANGES);
  public static final Command KEY_RENAME =
      Command.of(Needs.HOME, "key rename", "Rename a key.")
          .with(Option.flag("force", 'f', "Overwrite a key of the new name."), BASE)
          .with(Argument.one("name", "The old name."), Argument.one("newName", "The new name."))
          .guardedBy(Guard.CHANGES);
  public static final Command KEY_REMOVE =
      Command.of(Needs.HOME, "key rm", "Remove keys.")
          .with(LONG, LONG_AT_DOOR, BASE)
          .with(Argument.many("name", "Names."))
          .guardedBy(Guard.CHANGES);

  private static final Option KEY =
      Option.text("key", 'k', "The key's name; self, the node's own, if not given.").orElse("self");
  public static final Command KEY_SIGN =
      Command.of(Needs.HOME, "key sign", "Sign data with a key.")
          .with(KEY, BASE)
          .with(Argument.file("data", "What to sign, at most 1 MiB."))
          .describe(
              """
              Proves who has a peer id or a key. What is signed begins with "libp2p-key signed message:", so that the
              signature is good for nothing else.\
              """);
  public static final Command KEY_VERIFY =
      Command.of(Needs.HOME, "key verify", "Say whether a signature is a key's over data.")
          .with(
              Option.text("key", 'k', "The key's name or id, or a peer's; self if not given.")
                  .orElse("self"),
              Option.text("signature", 's', "The signature in a multibase, as key sign gives it."),
              BASE)
          .with(Argument.file("data", "What was signed, at most 1 MiB."));
  public static final Command KEY_ROTATE =
      Command.of(Needs.FILES, "key rotate", "Give the node a new key and id.")
          .with(
              Option.text("oldkey", 'o', "The name under which the key of now is kept.")
                  .used(Use.HERE),
              Option.text("type", 't', "Kind of the node's key: ed25519.").used(Use.HERE),
              Option.number("size", 's', "Refused: a key of ed25519 has one size.").used(Use.HERE))
          .describe(
              """
              The daemon must not run. Who knows the node by its id knows it no more; a provider tells the ledger its
              new addresses at its next start. Wallet and operator's key stay.\
              """)
          .hereOnly();

  private RepoTable() {}
}
