using ChatApp.Infrastructure.Redis;
using ChatApp.Application.Common;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Tests.Settings;

internal sealed class RedisSettingsTests
{
    [TestCase("127.0.0.1:7,user=chat,password=pw,ssl=true,defaultDatabase=3", "127.0.0.1:7", "chat", "pw", true, 3)]
    [TestCase("cache.example", "Unspecified/cache.example:0", null, null, false, null)]
    [TestCase("redis://cache.example", "Unspecified/cache.example:6379", null, null, false, null)]
    [TestCase("redis://cache.example:7000/3", "Unspecified/cache.example:7000", null, null, false, 3)]
    [TestCase("redis://chat:p%40ss%2Cw%3Ard@127.0.0.1:7000", "127.0.0.1:7000", "chat", "p@ss,w:rd", false, null)]
    [TestCase("redis://:pw@127.0.0.1:7000/", "127.0.0.1:7000", null, "pw", false, null)]
    [TestCase("rediss://:pw@[::1]:7000/0", "[::1]:7000", null, "pw", true, 0)]
    [TestCase("redis://127.0.0.1:7000?ssl=true&channelPrefix=chat:", "127.0.0.1:7000", null, null, true, null)]
    public void A_connection_string_and_a_URL_are_accepted(
        string text, string endPoint, string? user, string? password, bool isTls, int? database)
    {
        var options = Read(text)!;

        Assert.That(options.EndPoints.Select(one => one.ToString()), Is.EqualTo(new[] { endPoint }));
        Assert.That(
            (options.User, options.Password, options.Ssl, options.DefaultDatabase),
            Is.EqualTo((user, password, isTls, database)));
        Assert.That((options.AbortOnConnectFail, options.AsyncTimeout), Is.EqualTo((false, 2_000)), "our own defaults");
    }

    [Test]
    public void The_prefix_in_a_URL_is_the_channel_prefix() =>
        Assert.That(Read("redis://127.0.0.1?channelPrefix=chat:")!.ChannelPrefix.ToString(), Is.EqualTo("chat:"));

    [Test]
    public void The_default_channel_prefix_is_the_program_name() =>
        Assert.That(Read("127.0.0.1")!.ChannelPrefix.ToString(), Is.EqualTo("chatapp:"));

    [Test]
    public void A_message_in_Redis_cannot_redirect_nodes_to_another_primary()
    {
        var options = Read("127.0.0.1")!;

        Assert.That((options.ConfigurationChannel, options.TieBreaker), Is.EqualTo(("", "")));
    }

    [TestCase("http://127.0.0.1:6379")]
    [TestCase("redis://")]
    [TestCase("redis://:secret@")]
    [TestCase("redis://one:1,two:2")]
    [TestCase("redis://:secret@127.0.0.1:notaport")]
    [TestCase("redis://127.0.0.1/first")]
    [TestCase("redis://127.0.0.1?secret")]
    [TestCase("redis://127.0.0.1?secret=1")]
    [TestCase("127.0.0.1:notaport")]
    [TestCase("a:b:c")]
    [TestCase("secret=1")]
    [TestCase("127.0.0.1,connectTimeout=secret")]
    [TestCase("password=secret")]
    public void An_invalid_value_stops_the_start_and_is_not_shown(string text)
    {
        var refusal = Assert.Throws<SettingException>(() => Read(text));

        Assert.That(
            refusal!.Message,
            Does.Contain("ConnectionStrings__Redis").And.Not.Contain("secret").And.EndsWith("."));
    }

    private static ConfigurationOptions? Read(string text) => RedisSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Redis"] = text })
            .Build());
}
