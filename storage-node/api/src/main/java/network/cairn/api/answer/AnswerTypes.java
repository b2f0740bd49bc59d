package network.cairn.api.answer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.Command;
import network.cairn.api.answer.kubo.AddrsAnswer;
import network.cairn.api.answer.kubo.BandwidthAnswer;
import network.cairn.api.answer.kubo.BitswapAnswer;
import network.cairn.api.answer.kubo.BlockAnswer;
import network.cairn.api.answer.kubo.BlockRemoval;
import network.cairn.api.answer.kubo.CollectedAnswer;
import network.cairn.api.answer.kubo.IdAnswer;
import network.cairn.api.answer.kubo.KeyAnswer;
import network.cairn.api.answer.kubo.KeyRenaming;
import network.cairn.api.answer.kubo.KeysAnswer;
import network.cairn.api.answer.kubo.PeersAnswer;
import network.cairn.api.answer.kubo.PinCheckAnswer;
import network.cairn.api.answer.kubo.PingAnswer;
import network.cairn.api.answer.kubo.PinsAnswer;
import network.cairn.api.answer.kubo.RepoCheckAnswer;
import network.cairn.api.answer.kubo.RepoStatAnswer;
import network.cairn.api.answer.kubo.RepoVersionAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.answer.kubo.VersionAnswer;
import network.cairn.api.answer.kubo.WantlistAnswer;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.table.BlockTable;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.PinTable;
import network.cairn.api.table.ProviderTable;
import network.cairn.api.table.RepoTable;
import network.cairn.api.table.SwarmTable;

/// Which record each command answers with. Apart from the rows, so that a command line that only
/// looks for a row loads none of them.
public final class AnswerTypes {
  private static final Map<String, Class<? extends JsonRecord>> BY_NAME = new HashMap<>();

  static {
    put(MarketTable.QUOTE, QuoteAnswer.class);
    put(MarketTable.PAY, PutEvent.class);
    put(MarketTable.RESUME, PutEvent.class);
    put(MarketTable.STATUS, AgreementAnswer.class);
    put(MarketTable.AGREEMENT_LS, AgreementAnswer.class);
    put(MarketTable.AGREEMENT_SHOW, AgreementAnswer.class);
    put(MarketTable.AGREEMENT_TERMINATE, AgreementEnding.class);
    put(LedgerTable.ADDRESS, WalletAddress.class);
    put(LedgerTable.BALANCE, WalletBalance.class);
    put(LedgerTable.TRANSFER, WalletTransfer.class);
    put(LedgerTable.STATUS, LedgerView.class);
    put(ProviderTable.STATUS, ProviderAnswer.class);
    put(ProviderTable.REGISTER, ProviderAnswer.class);
    put(ProviderTable.BOND_ADD, BondChange.class);
    put(ProviderTable.BOND_WITHDRAW, BondChange.class);
    put(ProviderTable.TAKING, DealsTaken.class);
    put(ProviderTable.TERMINATE, SetLeft.class);
    put(BlockTable.PUT, BlockAnswer.class);
    put(BlockTable.STAT, BlockAnswer.class);
    put(BlockTable.REMOVE, BlockRemoval.class);
    put(PinTable.ADD, PinsAnswer.class);
    put(PinTable.REMOVE, PinsAnswer.class);
    put(PinTable.UPDATE, PinsAnswer.class);
    put(PinTable.VERIFY, PinCheckAnswer.class);
    put(RepoTable.STAT, RepoStatAnswer.class);
    put(RepoTable.STATS_REPO, RepoStatAnswer.class);
    put(RepoTable.COLLECT, CollectedAnswer.class);
    put(RepoTable.VERIFY, RepoCheckAnswer.class);
    put(RepoTable.VERSION, RepoVersionAnswer.class);
    put(RepoTable.KEY_GENERATE, KeyAnswer.class);
    put(RepoTable.KEY_LIST, KeysAnswer.class);
    put(RepoTable.KEY_LS, KeysAnswer.class);
    put(RepoTable.KEY_REMOVE, KeysAnswer.class);
    put(RepoTable.KEY_RENAME, KeyRenaming.class);
    put(SwarmTable.ADDRS_LOCAL, TextsAnswer.class);
    put(SwarmTable.ADDRS_LISTEN, TextsAnswer.class);
    put(SwarmTable.CONNECT, TextsAnswer.class);
    put(SwarmTable.DISCONNECT, TextsAnswer.class);
    put(SwarmTable.PEERS, PeersAnswer.class);
    put(SwarmTable.ADDRS, AddrsAnswer.class);
    put(SwarmTable.ID, IdAnswer.class);
    put(SwarmTable.BITSWAP_STAT, BitswapAnswer.class);
    put(SwarmTable.STATS_BITSWAP, BitswapAnswer.class);
    put(SwarmTable.WANTLIST, WantlistAnswer.class);
    put(SwarmTable.BANDWIDTH, BandwidthAnswer.class);
    put(NodeTable.VERSION, VersionAnswer.class);
    put(SwarmTable.PING, PingAnswer.class);
  }

  private AnswerTypes() {}

  private static void put(Command command, Class<? extends JsonRecord> type) {
    BY_NAME.put(command.name(), type);
  }

  /// The record of a command of the door, or the interface of all its lines; empty if it answers
  /// with something else.
  public static Optional<Class<? extends JsonRecord>> of(Command command) {
    return Optional.ofNullable(BY_NAME.get(command.name()));
  }
}
