package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What keeping a DAG costs, exactly. Amounts are pebbles.
///
/// @param quote names it for ten minutes
/// @param term in periods
/// @param ceiling of the price per GiB and day
/// @param collateral that each provider locks
/// @param validUntil the height up to which its intents hold
/// @param endHeight about when the term ends, if the copies are placed at once
/// @param balance of the wallet
/// @param standing own agreements that keep the same root already
/// @param clock of the ledger when it was made
public record QuoteAnswer(
    String quote,
    String root,
    String piece,
    long pieceBytes,
    long copies,
    long term,
    String ceiling,
    String rent,
    String deposit,
    String fee,
    String collateral,
    String total,
    long periodMillis,
    long validUntil,
    String balance,
    List<QuotedProvider> providers,
    long endHeight,
    List<StandingAgreement> standing,
    LedgerClock clock)
    implements JsonRecord {
  public QuoteAnswer {
    providers = List.copyOf(providers);
    standing = List.copyOf(standing);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Quote", quote);
    out.field("Root", root);
    out.field("Piece", piece);
    out.field("PieceBytes", pieceBytes);
    out.field("Copies", copies);
    out.field("Term", term);
    out.field("Ceiling", ceiling);
    out.field("Rent", rent);
    out.field("Deposit", deposit);
    out.field("Fee", fee);
    out.field("Collateral", collateral);
    out.field("Total", total);
    out.field("PeriodMillis", periodMillis);
    out.field("ValidUntil", validUntil);
    out.field("Balance", balance);
    out.objects("Providers", providers);
    out.field("EndHeight", endHeight);
    out.objects("Standing", standing);
    clock.writeTo(out);
  }

  /// What is missing is empty or 0.
  public static QuoteAnswer read(JsonValue value) {
    return new QuoteAnswer(
        value.at("Quote").text(),
        value.at("Root").text(),
        value.at("Piece").text(),
        value.at("PieceBytes").number(),
        value.at("Copies").number(),
        value.at("Term").number(),
        value.at("Ceiling").text(),
        value.at("Rent").text(),
        value.at("Deposit").text(),
        value.at("Fee").text(),
        value.at("Collateral").text(),
        value.at("Total").text(),
        value.at("PeriodMillis").number(),
        value.at("ValidUntil").number(),
        value.at("Balance").text(),
        value.at("Providers").items().stream().map(QuotedProvider::read).toList(),
        value.at("EndHeight").number(),
        value.at("Standing").items().stream().map(StandingAgreement::read).toList(),
        LedgerClock.read(value));
  }
}
