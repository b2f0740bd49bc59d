package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The parameters in force on a ledger, and what its validators vote on.
///
/// @param height of the state
/// @param appVersion least that a program needs for the next block
/// @param votes whether parameters can be changed at all
public record LedgerParams(
    long height, long appVersion, boolean votes, List<Parameter> parameters, List<Ballot> ballots)
    implements JsonRecord {
  /// The unit of an amount.
  public static final String SMALLEST = "10^-18 CAIRN";

  public LedgerParams {
    parameters = List.copyOf(parameters);
    ballots = List.copyOf(ballots);
  }

  /// One parameter; numbers in decimal.
  ///
  /// @param votable whether a vote may change it
  public record Parameter(
      String name, String unit, String value, String lowest, String highest, boolean votable)
      implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Name", name);
      out.field("Unit", unit);
      out.field("Value", value);
      out.field("Lowest", lowest);
      out.field("Highest", highest);
      out.field("Votable", votable);
    }

    /// What is missing is empty or false.
    public static Parameter read(JsonValue value) {
      return new Parameter(
          value.at("Name").text(),
          value.at("Unit").text(),
          value.at("Value").text(),
          value.at("Lowest").text(),
          value.at("Highest").text(),
          value.at("Votable").truth());
    }
  }

  /// A proposal that is voted on, or accepted and not in force yet.
  ///
  /// @param changes `name=value`, amounts in pebbles; of an upgrade `app version=N name`
  /// @param end the last height at which a vote counts
  /// @param activation the first block that it would hold for
  /// @param accepted whether the vote is over
  /// @param yes operators that said so; empty once it is accepted
  public record Ballot(
      long id,
      String proposer,
      List<String> changes,
      long end,
      long activation,
      boolean accepted,
      List<String> yes,
      List<String> no)
      implements JsonRecord {
    public Ballot {
      changes = List.copyOf(changes);
      yes = List.copyOf(yes);
      no = List.copyOf(no);
    }

    @Override
    public void writeTo(RecordWriter out) {
      out.field("Id", id);
      out.field("Proposer", proposer);
      out.texts("Changes", changes);
      out.field("End", end);
      out.field("Activation", activation);
      out.field("Accepted", accepted);
      out.texts("Yes", yes);
      out.texts("No", no);
    }

    /// What is missing is empty, 0 or false.
    public static Ballot read(JsonValue value) {
      return new Ballot(
          value.at("Id").number(),
          value.at("Proposer").text(),
          texts(value.at("Changes")),
          value.at("End").number(),
          value.at("Activation").number(),
          value.at("Accepted").truth(),
          texts(value.at("Yes")),
          texts(value.at("No")));
    }

    private static List<String> texts(JsonValue value) {
      return value.items().stream().map(JsonValue::text).toList();
    }
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Height", height);
    out.field("AppVersion", appVersion);
    out.field("Votes", votes);
    out.objects("Parameters", parameters);
    out.objects("Ballots", ballots);
  }

  /// What is missing is empty, 0 or false.
  public static LedgerParams read(JsonValue value) {
    return new LedgerParams(
        value.at("Height").number(),
        value.at("AppVersion").number(),
        value.at("Votes").truth(),
        value.at("Parameters").items().stream().map(Parameter::read).toList(),
        value.at("Ballots").items().stream().map(Ballot::read).toList());
  }
}
