package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.LedgerParams;
import network.cairn.api.answer.VoteAnswer;
import network.cairn.cli.Role;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.TreasuryFile;
import network.cairn.ledger.records.GoverningRecord;
import network.cairn.ledger.records.ProposalRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.ParamBounds;
import network.cairn.ledger.types.ParamChange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.Upgrade;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;

/// Shows a ledger's parameters, proposes others and votes (docs/protocol.md §17), by the door of
/// the running ledger of a home and with its operator's key.
final class GovernanceRole {
  /// Blocks that may pass until a proposal is in one; fewer where delays are short.
  private static final long MARGIN = 200;

  private GovernanceRole() {}

  /// Prints what is in force, with its bounds, and what is voted on.
  ///
  /// @throws StartFailed if the ledger does not answer
  static void show(Role.LedgerParams wanted, PrintStream out) throws InterruptedException {
    LedgerHome home = LedgerHome.open(wanted.folder());
    LedgerParams answer = HomeLedger.at(home, chain -> answer(home, chain.head()));
    if (wanted.json()) {
      out.println(answer.json());
    } else {
      GovernanceText.print(answer, out);
    }
  }

  private static Profile profile(LedgerHome home) {
    return Profile.of(home.network().chainId());
  }

  private static LedgerParams answer(LedgerHome home, Head head) {
    LedgerView state = head.state();
    Params params = state.params();
    boolean votes = params.governance().isPresent();
    List<LedgerParams.Parameter> shown = new ArrayList<>();
    for (ParamBounds.Row row : ParamBounds.of(profile(home), params)) {
      shown.add(
          new LedgerParams.Parameter(
              row.name(),
              row.isMoney() ? LedgerParams.SMALLEST : row.unit(),
              row.value().apply(params).toString(),
              row.lowest().toString(),
              row.highest().toString(),
              votes && row.votable()));
    }
    List<LedgerParams.Ballot> ballots = new ArrayList<>();
    Optional<GoverningRecord> governance = state.governance();
    governance.ifPresent(g -> {
      g.open()
          .forEach(id -> state.proposal(id).ifPresent(p -> ballots.add(ballot(home, p, false))));
      g.pending()
          .forEach(id -> state.proposal(id).ifPresent(p -> ballots.add(ballot(home, p, true))));
    });
    return new LedgerParams(head.height(), state.appVersion(), votes, shown, ballots);
  }

  private static LedgerParams.Ballot ballot(
      LedgerHome home, ProposalRecord proposal, boolean accepted) {
    List<String> changes =
        proposal
            .upgrade()
            .map(upgrade -> List.of("app version=" + upgrade.appVersion() + " " + upgrade.name()))
            .or(() -> proposal.treasury().map(GovernanceRole::treasury))
            .orElseGet(
                () -> proposal.changes().stream().map(c -> c.name() + "=" + c.value()).toList());
    return new LedgerParams.Ballot(
        proposal.id(),
        text(home, proposal.proposer()),
        changes,
        proposal.endHeight(),
        proposal.activationHeight(),
        accepted,
        voters(home, proposal, true),
        voters(home, proposal, false));
  }

  private static List<String> treasury(TreasuryKeys keys) {
    List<String> lines = new ArrayList<>();
    lines.add("treasury threshold=" + keys.threshold());
    keys.keys()
        .forEach(key ->
            lines.add(HexFormat.of().formatHex(key.pubkey().toByteArray()) + "=" + key.weight()));
    return lines;
  }

  private static List<String> voters(LedgerHome home, ProposalRecord proposal, boolean yes) {
    return proposal.votes().stream()
        .filter(vote -> vote.yes() == yes)
        .map(vote -> text(home, vote.operator()))
        .toList();
  }

  private static String text(LedgerHome home, Address address) {
    return Addresses.format(profile(home), address);
  }

  /// Puts changes or an upgrade to the vote and says under which number.
  ///
  /// @throws StartFailed if they are none, or the ledger refuses them
  static void propose(Role.LedgerPropose wanted, PrintStream out)
      throws IOException, InterruptedException {
    LedgerHome home = LedgerHome.open(wanted.folder());
    Msg.Proposed proposed = proposed(home, wanted);
    Outcome outcome =
        HomeLedger.at(
            home,
            chain -> {
              Head head = chain.head();
              Governance rules = rules(head);
              long soon =
                  head.height()
                      + Math.min(MARGIN, 4 * rules.delay())
                      + rules.voting()
                      + rules.delay();
              long activation = wanted.at().map(GovernanceRole::height).orElse(soon);
              return HomeLedger.send(home, chain, new Msg.Propose(proposed, activation));
            });
    say(wanted.json(), outcome.id(), outcome.height(), "proposal " + outcome.id() + " is", out);
  }

  /// @throws StartFailed if there are none
  private static Governance rules(Head head) {
    return head.state()
        .params()
        .governance()
        .orElseThrow(() -> new StartFailed("this chain's parameters never change"));
  }

  /// Votes on a proposal.
  ///
  /// @throws StartFailed if the ledger refuses the vote
  static void vote(Role.LedgerVote wanted, PrintStream out) throws InterruptedException {
    LedgerHome home = LedgerHome.open(wanted.folder());
    boolean yes = wanted.vote().equals("yes");
    if (!yes && !wanted.vote().equals("no")) {
      throw new StartFailed("a vote is yes or no, not '" + wanted.vote() + "'");
    }
    long id = height(wanted.proposal());
    Outcome outcome =
        HomeLedger.at(
            home,
            chain -> {
              rules(chain.head());
              return HomeLedger.send(home, chain, new Msg.Vote(id, yes));
            });
    say(wanted.json(), id, outcome.height(), wanted.vote() + " to proposal " + id + " is", out);
  }

  private static void say(boolean json, long proposal, long height, String done, PrintStream out) {
    out.println(
        json
            ? new VoteAnswer(proposal, height).json()
            : done + " in block " + height + "; see: cairn ledger params");
  }

  private static long height(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new StartFailed("'" + text + "' is no number");
    }
    return Long.parseLong(text);
  }

  private static Msg.Proposed proposed(LedgerHome home, Role.LedgerPropose wanted)
      throws IOException {
    try {
      if (wanted.treasury().isPresent()) {
        if (wanted.appVersion().isPresent() || !wanted.changes().isEmpty()) {
          throw new StartFailed("a proposal of the treasury's keys is of nothing else");
        }
        TreasuryFile file = TreasuryKeysRole.read(wanted.treasury().get());
        TreasuryOrderRole.requireChain(home, file.chainId());
        return new Msg.Treasurers(file.named());
      }
      if (wanted.appVersion().isPresent()) {
        if (!wanted.changes().isEmpty()) {
          throw new StartFailed("a proposal is of parameters or of a program, not of both");
        }
        long version = height(wanted.appVersion().get());
        return new Msg.NewProgram(new Upgrade(version, wanted.release().orElse("")));
      }
      if (wanted.changes().isEmpty()) {
        throw new StartFailed(
            "nothing is proposed; name parameters as M=720, or --app-version and --release");
      }
      List<ParamChange> changes = new ArrayList<>();
      for (String text : wanted.changes()) {
        changes.add(change(home, text));
      }
      return new Msg.Changes(changes);
    } catch (OutOfRange e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }

  private static ParamChange change(LedgerHome home, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new StartFailed("'" + text + "' is no change; write it as NAME=VALUE");
    }
    String name = text.substring(0, equals);
    String value = text.substring(equals + 1);
    List<ParamBounds.Row> rows = new ArrayList<>(ParamBounds.of(profile(home)));
    rows.addAll(ParamBounds.governance(profile(home)));
    ParamBounds.Row row =
        rows.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new StartFailed("no parameter is called '" + name + "'; see: cairn ledger params"));
    BigInteger number =
        row.isMoney() ? Amounts.parse(value).pebbles() : BigInteger.valueOf(height(value));
    return new ParamChange(name, number);
  }
}
