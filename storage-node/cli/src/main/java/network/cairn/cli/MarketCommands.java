package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.answer.AgreementEnding;
import network.cairn.api.answer.EndingAnswer;
import network.cairn.api.answer.WalletAddress;
import network.cairn.api.answer.WalletBalance;
import network.cairn.api.answer.WalletTransfer;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;

/// Commands about what is kept for pay: agreements, wallet, ledger, receipts.
final class MarketCommands {
  private MarketCommands() {}

  static void add(Roles roles, Actions actions) {
    Actions.Action agreements = invocation -> agreements(roles, invocation);
    actions.put(MarketTable.PROVIDERS, invocation -> ProviderList.run(roles, invocation));
    actions.put(MarketTable.STATUS, agreements);
    actions.put(MarketTable.AGREEMENT_LS, agreements);
    actions.put(MarketTable.AGREEMENT_SHOW, agreements);
    actions.put(MarketTable.AGREEMENT_TERMINATE, invocation -> terminate(roles, invocation));
    actions.put(MarketTable.RECEIPT_GET, invocation -> receiptGet(roles, invocation));
    actions.put(LedgerTable.ADDRESS, invocation -> address(roles, invocation));
    actions.put(
        LedgerTable.BALANCE,
        Remote.json(
            roles, WalletBalance::read, (b, out) -> out.println(AmountText.text(b.balance()))));
    actions.put(
        LedgerTable.TRANSFER, Remote.json(roles, WalletTransfer::read, MarketCommands::transfer));
    actions.put(LedgerTable.STATUS, invocation -> ledgerStatus(roles, invocation));
  }

  /// Lists agreements, one page of them; a clock that is wrong is told once, before them.
  private static int agreements(Roles roles, Invocation invocation) throws IOException {
    List<Long> shown = new ArrayList<>();
    int code =
        Remote.run(
            roles,
            invocation,
            Remote.query(invocation),
            (value, _, out) -> {
              AgreementAnswer agreement = AgreementAnswer.read(value);
              if (shown.isEmpty()) {
                ProviderCommands.clock(agreement.clockAheadMs(), out);
              }
              shown.add(agreement.id());
              AgreementText.print(agreement, out);
            });
    if (shown.size() == invocation.number("count").orElse(Long.MAX_VALUE)) {
      invocation
          .terminal()
          .err()
          .println("earlier ones: cairn agreement ls --before " + shown.getFirst());
    }
    if (shown.isEmpty() && !invocation.json() && invocation.terminal().errorIsTerminal()) {
      invocation.terminal().err().println("nothing is kept for pay yet; see 'cairn put --help'");
    }
    return code;
  }

  /// The daemon's view if one answers or is named; else this process asks the ledger.
  private static int ledgerStatus(Roles roles, Invocation invocation)
      throws IOException, InterruptedException {
    Terminal terminal = invocation.terminal();
    Optional<Path> folder = invocation.text("home").map(terminal::file);
    Client client = new Client(roles, invocation);
    Client.Work<Integer> asked =
        api ->
            api.call(
                Remote.path(invocation),
                Remote.query(invocation),
                (_, body) -> {
                  Remote.print(body, invocation, (v, _, out) -> LedgerText.print(v, out));
                  return 0;
                });
    if (invocation.given("api")) {
      return client.online(asked);
    }
    Optional<Rpc> daemon = folder.isPresent() ? Optional.empty() : client.daemon();
    if (daemon.isPresent()) {
      try {
        return asked.with(daemon.get());
      } catch (ConnectException e) {
        // It is gone, and left its address.
      }
    }
    Role role =
        new Role.LedgerStatus(
            Client.home(invocation),
            folder,
            terminal.file(LedgerTable.USUAL_HOME),
            invocation.json());
    return roles.run(role, terminal);
  }

  private static void transfer(WalletTransfer sent, PrintStream out) {
    out.println(
        "sent "
            + AmountText.text(sent.amount())
            + " to "
            + sent.to()
            + " (height "
            + sent.height()
            + ")");
  }

  /// By the home's keys, which say it without anybody; another's daemon is asked.
  private static int address(Roles roles, Invocation invocation)
      throws IOException, InterruptedException {
    if (!invocation.given("api")) {
      Role.WalletAddress role = new Role.WalletAddress(Client.home(invocation), invocation.json());
      return roles.run(role, invocation.terminal());
    }
    return Remote.json(roles, WalletAddress::read, (a, out) -> out.println(a.address()))
        .run(invocation);
  }

  private static int terminate(Roles roles, Invocation invocation) throws IOException {
    boolean asks = !invocation.flag("yes");
    if (asks) {
      Question.requireSomebody(invocation.terminal(), "end the agreement");
    }
    return new Client(roles, invocation).online(api -> terminate(api, invocation, asks));
  }

  private static int terminate(Api api, Invocation invocation, boolean asks) throws IOException {
    Terminal terminal = invocation.terminal();
    Api.Query query = new Api.Query().arg(invocation.argument(0));
    if (asks) {
      AgreementText.print(
          EndingAnswer.read(Printable.of(api.json("agreement/ending", query))), terminal.err());
      Question.require(terminal, "End it?", "not ended; nothing has changed");
    }
    return api.call(
        "agreement/terminate",
        query,
        (_, body) -> {
          Remote.print(
              body,
              invocation,
              (value, _, out) ->
                  out.println("agreement " + AgreementEnding.read(value).id() + " is ending"));
          return 0;
        });
  }

  /// A receipt is no text: a terminal would take its bytes for commands.
  private static int receiptGet(Roles roles, Invocation invocation) throws IOException {
    if (!invocation.given("output") && invocation.terminal().outputIsTerminal()) {
      throw new UsageError(
          "a receipt is not for the terminal; name a file with --output, or send it into one");
    }
    return new Client(roles, invocation)
        .online(api ->
            api.call(
                "receipt/get",
                new Api.Query().arg(invocation.argument(0)),
                (_, body) -> {
                  if (invocation.given("output")) {
                    Path file = invocation.terminal().path(invocation.text("output").orElse(""));
                    ReceiptFile.write(file, body);
                  } else {
                    body.transferTo(invocation.terminal().out());
                  }
                  return 0;
                }));
  }
}
