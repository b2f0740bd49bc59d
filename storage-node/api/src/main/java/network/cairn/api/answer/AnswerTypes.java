package network.cairn.api.answer;

import java.util.Map;
import java.util.Optional;
import network.cairn.api.Command;
import network.cairn.api.answer.content.AddEvent;
import network.cairn.api.answer.content.CarImportEvent;
import network.cairn.api.answer.content.DagPathAnswer;
import network.cairn.api.answer.content.DagStatAnswer;
import network.cairn.api.answer.content.LsAnswer;
import network.cairn.api.answer.content.ObjectAnswer;
import network.cairn.api.answer.content.PathAnswer;
import network.cairn.api.answer.content.RefAnswer;
import network.cairn.api.answer.kubo.AddrsAnswer;
import network.cairn.api.answer.kubo.BandwidthAnswer;
import network.cairn.api.answer.kubo.BitswapAnswer;
import network.cairn.api.answer.kubo.BitswapLedgerAnswer;
import network.cairn.api.answer.kubo.BlockAnswer;
import network.cairn.api.answer.kubo.BlockRemoval;
import network.cairn.api.answer.kubo.BootstrapAnswer;
import network.cairn.api.answer.kubo.CidAnswer;
import network.cairn.api.answer.kubo.CidFormatAnswer;
import network.cairn.api.answer.kubo.CollectedAnswer;
import network.cairn.api.answer.kubo.DependencyAnswer;
import network.cairn.api.answer.kubo.IdAnswer;
import network.cairn.api.answer.kubo.KeyAnswer;
import network.cairn.api.answer.kubo.KeyRenaming;
import network.cairn.api.answer.kubo.KeySignature;
import network.cairn.api.answer.kubo.KeyVerdict;
import network.cairn.api.answer.kubo.KeysAnswer;
import network.cairn.api.answer.kubo.PeeringAnswer;
import network.cairn.api.answer.kubo.PeeringPeersAnswer;
import network.cairn.api.answer.kubo.PeersAnswer;
import network.cairn.api.answer.kubo.PinCheckAnswer;
import network.cairn.api.answer.kubo.PingAnswer;
import network.cairn.api.answer.kubo.PinsAnswer;
import network.cairn.api.answer.kubo.ProvideAnswer;
import network.cairn.api.answer.kubo.QueryAnswer;
import network.cairn.api.answer.kubo.RepoCheckAnswer;
import network.cairn.api.answer.kubo.RepoStatAnswer;
import network.cairn.api.answer.kubo.RepoVersionAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.answer.kubo.VersionAnswer;
import network.cairn.api.answer.kubo.WantlistAnswer;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.table.BlockTable;
import network.cairn.api.table.ContentTable;
import network.cairn.api.table.DagTable;
import network.cairn.api.table.FormatTable;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.PinTable;
import network.cairn.api.table.ProviderTable;
import network.cairn.api.table.RepoTable;
import network.cairn.api.table.RoutingTable;
import network.cairn.api.table.SwarmTable;

/// Which record each command answers with. Apart from the rows, so that a command line that only
/// looks for a row loads none of them.
public final class AnswerTypes {
  private static final Map<String, Class<? extends JsonRecord>> BY_NAME =
      Map.ofEntries(
          entry(MarketTable.CHECK, TermsAnswer.class),
          entry(MarketTable.PROVIDERS, ProviderEntry.class),
          entry(MarketTable.QUOTE, QuoteAnswer.class),
          entry(MarketTable.PAY, PutEvent.class),
          entry(MarketTable.RESUME, PutEvent.class),
          entry(MarketTable.STATUS, AgreementAnswer.class),
          entry(MarketTable.AGREEMENT_LS, AgreementAnswer.class),
          entry(MarketTable.AGREEMENT_SHOW, AgreementAnswer.class),
          entry(MarketTable.AGREEMENT_ENDING, EndingAnswer.class),
          entry(MarketTable.AGREEMENT_TERMINATE, AgreementEnding.class),
          entry(LedgerTable.ADDRESS, WalletAddress.class),
          entry(LedgerTable.BALANCE, WalletBalance.class),
          entry(LedgerTable.TRANSFER, WalletTransfer.class),
          entry(LedgerTable.STATUS, LedgerAnswer.class),
          entry(ProviderTable.STATUS, ProviderAnswer.class),
          entry(ProviderTable.REGISTER, ProviderAnswer.class),
          entry(ProviderTable.LEAVE, ProviderAnswer.class),
          entry(ProviderTable.BOND_ADD, BondChange.class),
          entry(ProviderTable.BOND_WITHDRAW, BondChange.class),
          entry(ProviderTable.TAKING, DealsTaken.class),
          entry(ProviderTable.ENDING, SetEndingAnswer.class),
          entry(ProviderTable.TERMINATE, SetLeft.class),
          entry(ContentTable.ADD, AddEvent.class),
          entry(ContentTable.LS, LsAnswer.class),
          entry(ContentTable.REFS, RefAnswer.class),
          entry(ContentTable.REFS_LOCAL, RefAnswer.class),
          entry(ContentTable.REPO_LS, RefAnswer.class),
          entry(ContentTable.RESOLVE, PathAnswer.class),
          entry(DagTable.PUT, ObjectAnswer.class),
          entry(DagTable.RESOLVE, DagPathAnswer.class),
          entry(DagTable.STAT, DagStatAnswer.class),
          entry(DagTable.IMPORT, CarImportEvent.class),
          entry(BlockTable.PUT, BlockAnswer.class),
          entry(BlockTable.STAT, BlockAnswer.class),
          entry(BlockTable.REMOVE, BlockRemoval.class),
          entry(PinTable.ADD, PinsAnswer.class),
          entry(PinTable.REMOVE, PinsAnswer.class),
          entry(PinTable.UPDATE, PinsAnswer.class),
          entry(PinTable.VERIFY, PinCheckAnswer.class),
          entry(RepoTable.STAT, RepoStatAnswer.class),
          entry(RepoTable.STATS_REPO, RepoStatAnswer.class),
          entry(RepoTable.COLLECT, CollectedAnswer.class),
          entry(RepoTable.VERIFY, RepoCheckAnswer.class),
          entry(RepoTable.VERSION, RepoVersionAnswer.class),
          entry(RepoTable.KEY_GENERATE, KeyAnswer.class),
          entry(RepoTable.KEY_IMPORT, KeyAnswer.class),
          entry(RepoTable.KEY_LIST, KeysAnswer.class),
          entry(RepoTable.KEY_LS, KeysAnswer.class),
          entry(RepoTable.KEY_REMOVE, KeysAnswer.class),
          entry(RepoTable.KEY_RENAME, KeyRenaming.class),
          entry(RepoTable.KEY_SIGN, KeySignature.class),
          entry(RepoTable.KEY_VERIFY, KeyVerdict.class),
          entry(SwarmTable.ADDRS_LOCAL, TextsAnswer.class),
          entry(SwarmTable.ADDRS_LISTEN, TextsAnswer.class),
          entry(SwarmTable.CONNECT, TextsAnswer.class),
          entry(SwarmTable.DISCONNECT, TextsAnswer.class),
          entry(SwarmTable.PEERS, PeersAnswer.class),
          entry(SwarmTable.PEERING_ADD, PeeringAnswer.class),
          entry(SwarmTable.PEERING_LS, PeeringPeersAnswer.class),
          entry(SwarmTable.PEERING_RM, PeeringAnswer.class),
          entry(SwarmTable.ADDRS, AddrsAnswer.class),
          entry(SwarmTable.ID, IdAnswer.class),
          entry(SwarmTable.BITSWAP_STAT, BitswapAnswer.class),
          entry(SwarmTable.STATS_BITSWAP, BitswapAnswer.class),
          entry(SwarmTable.BITSWAP_LEDGER, BitswapLedgerAnswer.class),
          entry(SwarmTable.WANTLIST, WantlistAnswer.class),
          entry(SwarmTable.BANDWIDTH, BandwidthAnswer.class),
          entry(NodeTable.VERSION, VersionAnswer.class),
          entry(NodeTable.VERSION_DEPS, DependencyAnswer.class),
          entry(SwarmTable.BOOTSTRAP, BootstrapAnswer.class),
          entry(SwarmTable.BOOTSTRAP_LIST, BootstrapAnswer.class),
          entry(SwarmTable.BOOTSTRAP_ADD, BootstrapAnswer.class),
          entry(SwarmTable.BOOTSTRAP_REMOVE, BootstrapAnswer.class),
          entry(SwarmTable.BOOTSTRAP_REMOVE_ALL, BootstrapAnswer.class),
          entry(FormatTable.FORMAT, CidFormatAnswer.class),
          entry(FormatTable.BASE32, CidFormatAnswer.class),
          entry(FormatTable.INSPECT, CidAnswer.class),
          entry(RoutingTable.FIND_PROVIDERS, QueryAnswer.class),
          entry(RoutingTable.FIND_PEER, QueryAnswer.class),
          entry(RoutingTable.PROVIDE, QueryAnswer.class),
          entry(RoutingTable.GET, QueryAnswer.class),
          entry(RoutingTable.PUT, QueryAnswer.class),
          entry(RoutingTable.PROVIDE_STAT, ProvideAnswer.class),
          entry(SwarmTable.PING, PingAnswer.class));

  private AnswerTypes() {}

  private static Map.Entry<String, Class<? extends JsonRecord>> entry(
      Command command, Class<? extends JsonRecord> type) {
    return Map.entry(command.name(), type);
  }

  /// The record of a command of the door, or the interface of all its lines; empty if it answers
  /// with something else.
  public static Optional<Class<? extends JsonRecord>> of(Command command) {
    return Optional.ofNullable(BY_NAME.get(command.name()));
  }
}
