using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;

namespace ChatApp.LoadTest.Traffic;

internal static class TrafficReport
{
    /// <summary>The rows that <c>throughput</c> and <c>latency</c> share, in their order, and the verdict.</summary>
    public static ExitCode Finish(Report report, PairTraffic traffic)
    {
        var measured = traffic.Measurement;
        report.Add("seconds", measured.Length.TotalSeconds, 0);
        report.Add("messages_per_second", measured.Delivered / measured.Length.TotalSeconds);
        report.Add("slowest_second", measured.SlowestSecond);
        report.Add("acknowledgement", measured.Acknowledgement);
        report.Add("delivery", measured.Delivery);
        traffic.Usage.AddTo(report, "messages", measured.Delivered);
        report.Add("sent", traffic.Pairs.Sum(pair => pair.Sent));
        report.Add("acknowledged", traffic.Pairs.Sum(pair => pair.Acknowledged));
        report.Add("delivered", traffic.Pairs.Sum(pair => pair.Delivered));
        return Verdict.Finish(report, traffic.Failures, measured.Delivered > 0);
    }
}
