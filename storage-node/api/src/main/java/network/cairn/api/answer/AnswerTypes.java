package network.cairn.api.answer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.Command;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;
import network.cairn.api.table.ProviderTable;

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
