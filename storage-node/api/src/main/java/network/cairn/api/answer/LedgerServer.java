package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What a ledger's server says of itself, which is not proved.
///
/// @param url of the server
/// @param engine `embedded` or `cometbft`
/// @param height of its state
/// @param behind blocks that another server of the network has more
/// @param peers consensus nodes that it is connected to
/// @param commits how many of the newest commits were looked at
/// @param validators the newest set, by falling power
public record LedgerServer(
    String url,
    String engine,
    long appVersion,
    long height,
    long behind,
    boolean catchingUp,
    long peers,
    long commits,
    List<LedgerSigner> validators)
    implements JsonRecord {
  public LedgerServer {
    validators = List.copyOf(validators);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Url", url);
    out.field("Engine", engine);
    out.field("AppVersion", appVersion);
    out.field("Height", height);
    out.field("Behind", behind);
    out.field("CatchingUp", catchingUp);
    out.field("Peers", peers);
    out.field("Commits", commits);
    out.objects("Validators", validators);
  }

  /// What is missing is empty, 0 or false.
  public static LedgerServer read(JsonValue value) {
    return new LedgerServer(
        value.at("Url").text(),
        value.at("Engine").text(),
        value.at("AppVersion").number(),
        value.at("Height").number(),
        value.at("Behind").number(),
        value.at("CatchingUp").truth(),
        value.at("Peers").number(),
        value.at("Commits").number(),
        value.at("Validators").items().stream().map(LedgerSigner::read).toList());
  }
}
