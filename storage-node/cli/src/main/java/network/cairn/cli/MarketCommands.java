package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.answer.AgreementEnding;
import network.cairn.api.answer.SlotAnswer;
import network.cairn.api.answer.WalletAddress;
import network.cairn.api.answer.WalletBalance;
import network.cairn.api.answer.WalletTransfer;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;
import network.cairn.base.units.ShortNames;

/// Commands about what is kept for pay: agreements, wallet, ledger, receipts.
final class MarketCommands {
  private MarketCommands() {}

  static void add(Roles roles, Actions actions) {
    Actions.Action agreements =
        Remote.json(roles, AgreementAnswer::read, MarketCommands::agreement);
    actions.put(MarketTable.STATUS, agreements);
    actions.put(MarketTable.AGREEMENT_LS, agreements);
    actions.put(MarketTable.AGREEMENT_SHOW, agreements);
    actions.put(
        MarketTable.AGREEMENT_TERMINATE,
        Remote.json(
            roles,
            AgreementEnding::read,
            (e, out) -> out.println("agreement " + e.id() + " is ending")));
    actions.put(MarketTable.RECEIPT_GET, invocation -> receiptGet(roles, invocation));
    actions.put(
        LedgerTable.ADDRESS,
        Remote.json(roles, WalletAddress::read, (a, out) -> out.println(a.address())));
    actions.put(
        LedgerTable.BALANCE,
        Remote.json(
            roles, WalletBalance::read, (b, out) -> out.println(AmountText.text(b.balance()))));
    actions.put(
        LedgerTable.TRANSFER, Remote.json(roles, WalletTransfer::read, MarketCommands::transfer));
    actions.put(LedgerTable.STATUS, invocation -> ledgerStatus(roles, invocation));
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

  private static void agreement(AgreementAnswer agreement, PrintStream out) {
    String state =
        agreement.closedHeight() > 0
            ? "closed"
            : agreement.terminatedHeight() > 0 ? "ending" : "open";
    out.println("agreement " + agreement.id() + "  " + state + "  " + agreement.root());
    out.println(
        "  term "
            + agreement.term()
            + " periods, at most "
            + AmountText.text(agreement.ceiling())
            + " per GiB and day, deposit "
            + AmountText.text(agreement.deposit()));
    out.printf(
        Locale.ROOT,
        "  %-5s %-7s %-7s %-9s %-7s %-28s %s%n",
        "copy",
        "state",
        "proven",
        "unproven",
        "period",
        "paid",
        "provider");
    Map<String, String> names =
        ShortNames.distinct(agreement.slots().stream().map(SlotAnswer::provider).toList());
    for (SlotAnswer slot : agreement.slots()) {
      out.printf(
          Locale.ROOT,
          "  %-5s %-7s %-7s %-9s %-7s %-28s %s%n",
          slot.slot(),
          slot.state().toLowerCase(Locale.ROOT),
          slot.proven(),
          slot.unproven(),
          slot.period() + "/" + slot.endPeriod(),
          AmountText.text(slot.paid()),
          slot.provider().isEmpty() ? "-" : names.get(slot.provider()));
    }
  }

  private static int receiptGet(Roles roles, Invocation invocation) throws IOException {
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
