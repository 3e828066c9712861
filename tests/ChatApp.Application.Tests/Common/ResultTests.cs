using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

internal sealed class ResultTests
{
    [Test]
    public void A_value_is_a_success()
    {
        Result<string> result = "value";

        Assert.That((result.IsSuccess, result.Value, result.Error), Is.EqualTo((true, "value", (Error?)null)));
    }

    [Test]
    public void An_error_is_a_failure_without_a_value()
    {
        Result<string> result = Some.Outage();

        Assert.That((result.IsSuccess, result.Error?.Code), Is.EqualTo((false, ErrorCodes.Unavailable)));
        Assert.That(() => result.Value, Throws.InvalidOperationException.With.Message.Contains(ErrorCodes.Unavailable));
    }
}
