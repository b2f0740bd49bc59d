package network.cairn.http.gateway;

import network.cairn.http.gateway.ask.Html;

/// A failure for people, who see it in a browser.
final class ErrorPage {
  static final String TYPE = "text/html; charset=utf-8";
  static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private ErrorPage() {}

  static String of(int status, String message) {
    String title = status + " " + name(status);
    return Html.head(title)
        + "<main>\n<h1>"
        + Html.text(title)
        + "</h1>\n<pre>"
        + Html.text(message)
        + "</pre>\n<p>"
        + advice(status)
        + "</p>\n</main>\n</body>\n</html>\n";
  }

  private static String name(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 410 -> "Gone";
      case 412 -> "Precondition Failed";
      case 414 -> "URI Too Long";
      case 416 -> "Range Not Satisfiable";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 451 -> "Unavailable For Legal Reasons";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 504 -> "Gateway Timeout";
      default -> status < 500 ? "Refused" : "Failed";
    };
  }

  private static String advice(int status) {
    return switch (status) {
      case 404 -> "Check the address: there is nothing of this name.";
      case 410 -> "The operator of this gateway does not serve it.";
      case 429 -> "Wait a moment, then load the page again.";
      case 501 -> "This gateway does not do that. Go back to the last block or file of the path.";
      case 504 ->
          "Nobody gave the content in time. Whoever has it may be offline, or may not have"
              + " announced it: load the page again, or ask who published it to keep it available.";
      default -> status < 500 ? "Check the address." : "Load the page again later.";
    };
  }
}
