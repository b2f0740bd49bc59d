package network.cairn.api.table;

import java.util.List;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// The whole table.
public final class Commands {
  private static final Command ROOT =
      Command.group("", "Content-addressed storage that pays for keeping data.");

  /// Options of every command.
  private static final List<Option> GLOBAL =
      List.of(
          Option.flag("help", "Show the whole help.").used(Use.HERE).needing(Needs.NOTHING),
          Option.flag("h", 'h', "Show a short help.").used(Use.HERE).needing(Needs.NOTHING),
          Option.text("api", "The daemon's address, as /ip4/127.0.0.1/tcp/5001.").used(Use.HERE),
          Option.text("api-auth", "The token, as bearer:TOKEN, if not the home's.").used(Use.HERE),
          Option.text("repo-dir", "The home, if not CAIRN_PATH or ~/.cairn.").used(Use.HERE),
          Option.flag("offline", "Use what is kept here; fetch nothing.").used(Use.BOTH),
          Option.of(new Kind.Choice(List.of("text", "json")), "enc", "Output: text or json.")
              .alias("encoding")
              .orElse("text")
              .used(Use.HERE),
          Option.of(new Kind.Time(), "timeout", "Give up after this time, as 30s."),
          Option.text("cid-base", "Multibase of CIDs."),
          Option.flag("debug", 'D', "Accepted for Kubo's sake.").used(Use.HERE),
          Option.of(new Kind.Choice(List.of("json")), "encoding", "Form of the answer.")
              .alias("enc")
              .orElse("json")
              .used(Use.DOOR),
          Option.flag("stream-channels", "Accepted for Kubo's sake.").used(Use.DOOR),
          Option.flag("upgrade-cidv0-in-output", "Write CIDs of version 1 only."));

  /// In the order of help.
  private static final List<Command> ROWS =
      List.of(
          NodeTable.INIT,
          NodeTable.DAEMON,
          ContentTable.ADD,
          ContentTable.CAT,
          ContentTable.GET,
          ContentTable.LS,
          ContentTable.REFS,
          ContentTable.REFS_LOCAL,
          MarketTable.PUT,
          MarketTable.CHECK,
          MarketTable.QUOTE,
          MarketTable.PAY,
          MarketTable.RESUME,
          MarketTable.PROVIDERS,
          MarketTable.STATUS,
          LedgerTable.WALLET,
          LedgerTable.ADDRESS,
          LedgerTable.BALANCE,
          LedgerTable.TRANSFER,
          MarketTable.AGREEMENTS,
          MarketTable.AGREEMENT_LS,
          MarketTable.AGREEMENT_SHOW,
          MarketTable.AGREEMENT_ENDING,
          MarketTable.AGREEMENT_TERMINATE,
          MarketTable.RECEIPTS,
          MarketTable.RECEIPT_GET,
          MarketTable.RECEIPT_VERIFY,
          ProviderTable.PROVIDER,
          ProviderTable.START,
          ProviderTable.STATUS,
          ProviderTable.REGISTER,
          ProviderTable.BOND,
          ProviderTable.BOND_ADD,
          ProviderTable.BOND_WITHDRAW,
          ProviderTable.TAKING,
          ProviderTable.LEAVE,
          ProviderTable.TERMINATE,
          LedgerTable.LEDGER,
          LedgerTable.INIT,
          LedgerTable.START,
          LedgerTable.TREASURY_TRANSFER,
          LedgerTable.VERIFY,
          LedgerTable.TRUST,
          LedgerTable.STATUS,
          BlockTable.BLOCKS,
          BlockTable.GET,
          BlockTable.STAT,
          BlockTable.PUT,
          BlockTable.REMOVE,
          DagTable.DAG,
          DagTable.GET,
          DagTable.PUT,
          DagTable.RESOLVE,
          DagTable.IMPORT,
          DagTable.EXPORT,
          DagTable.STAT,
          ContentTable.RESOLVE,
          PinTable.PINS,
          PinTable.ADD,
          PinTable.REMOVE,
          PinTable.LS,
          PinTable.UPDATE,
          PinTable.VERIFY,
          RepoTable.REPO,
          RepoTable.COLLECT,
          RepoTable.STAT,
          RepoTable.VERIFY,
          RepoTable.VERSION,
          ContentTable.REPO_LS,
          SwarmTable.SWARM,
          SwarmTable.PEERS,
          SwarmTable.ADDRS,
          SwarmTable.ADDRS_LOCAL,
          SwarmTable.ADDRS_LISTEN,
          SwarmTable.CONNECT,
          SwarmTable.DISCONNECT,
          SwarmTable.BOOTSTRAP,
          SwarmTable.BOOTSTRAP_LIST,
          SwarmTable.BOOTSTRAP_ADD,
          SwarmTable.BOOTSTRAP_REMOVE,
          SwarmTable.BOOTSTRAP_REMOVE_ALL,
          SwarmTable.BITSWAP,
          SwarmTable.BITSWAP_STAT,
          SwarmTable.WANTLIST,
          SwarmTable.STATS,
          SwarmTable.STATS_BITSWAP,
          SwarmTable.BANDWIDTH,
          RepoTable.STATS_REPO,
          SwarmTable.ID,
          SwarmTable.PING,
          NodeTable.VERSION,
          RepoTable.CONFIG,
          RepoTable.CONFIG_SHOW,
          RepoTable.CONFIG_REPLACE,
          RepoTable.CONFIG_PROFILE,
          RepoTable.CONFIG_PROFILE_APPLY,
          RepoTable.KEYS,
          RepoTable.KEY_GENERATE,
          RepoTable.KEY_LIST,
          RepoTable.KEY_LS,
          RepoTable.KEY_EXPORT,
          RepoTable.KEY_IMPORT,
          RepoTable.KEY_RENAME,
          RepoTable.KEY_REMOVE,
          FormatTable.CIDS_GROUP,
          FormatTable.FORMAT,
          FormatTable.BASE32,
          FormatTable.INSPECT,
          FormatTable.BASES,
          FormatTable.CODECS,
          FormatTable.HASHES,
          FormatTable.MULTIBASE,
          FormatTable.ENCODE,
          FormatTable.DECODE,
          FormatTable.TRANSCODE,
          FormatTable.LIST,
          NodeTable.DEMO,
          NodeTable.TESTNET,
          NodeTable.TESTNET_UP,
          NodeTable.TESTNET_STATUS,
          NodeTable.TESTNET_START,
          NodeTable.TESTNET_STOP,
          NodeTable.TESTNET_DOWN,
          NodeTable.SHUTDOWN,
          NodeTable.LOGS,
          NodeTable.LOG_LEVEL,
          NodeTable.LOG_LS,
          NodeTable.SYSTEM,
          NodeTable.COMMANDS,
          NodeTable.COMPLETION,
          NodeTable.COMPLETION_BASH,
          NodeTable.COMPLETION_ZSH,
          NodeTable.COMPLETION_FISH,
          NodeTable.LIST);

  /// All rows.
  public static final CommandTable TABLE = new CommandTable(ROOT, GLOBAL, ROWS);

  private Commands() {}
}
