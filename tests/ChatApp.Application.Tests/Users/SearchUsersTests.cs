using ChatApp.Application.Common;
using ChatApp.Application.Users;
using ChatApp.Domain.Users;
using Moq;

namespace ChatApp.Application.Tests.Users;

internal sealed class SearchUsersTests
{
    private readonly Mock<IUserDirectory> _users = new();

    [TestCase("Ali", "ALICE", "ali", "alice")]
    [TestCase("al", null, "al", null)]
    [TestCase("al", "", "al", "")]
    public async Task Search_ignores_case(string search, string? after, string prefixKey, string? afterKey)
    {
        var user = Some.User("Alina");
        _users
            .Setup(users => users.SearchAsync(prefixKey, afterKey, 7, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Page<User>([user], HasMore: true));

        var result = await HandleAsync(new SearchUsers(search, after, 7), wholeNamesAlone: false);

        Assert.That(result.Value.Items, Is.EqualTo(new[] { new UserDto(user.Id, "Alina", "Alina") }));
        Assert.That(result.Value.HasMore, Is.True);
    }

    [Test]
    public async Task Search_for_whole_names_does_not_match_a_prefix()
    {
        var user = Some.User("Alina");
        _users.Setup(users => users.FindByNameAsync("alina", It.IsAny<CancellationToken>())).ReturnsAsync(user);

        var whole = await HandleAsync(new SearchUsers("ALINA", null, 7), wholeNamesAlone: true);
        var start = await HandleAsync(new SearchUsers("Alin", null, 7), wholeNamesAlone: true);

        Assert.That(whole.Value.Items, Is.EqualTo(new[] { new UserDto(user.Id, "Alina", "Alina") }));
        Assert.That(start.Value.Items, Is.Empty);
        Assert.That((whole.Value.HasMore, start.Value.HasMore), Is.EqualTo((false, false)));
        _users.Verify(
            users => users.SearchAsync(
                It.IsAny<string>(), It.IsAny<string?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()),
            Times.Never);
    }

    [TestCase(null, null, 50, nameof(SearchUsers.Search))]
    [TestCase("", null, 50, nameof(SearchUsers.Search))]
    [TestCase("a", null, 50, nameof(SearchUsers.Search))]
    [TestCase("😀", null, 50, nameof(SearchUsers.Search), Description = "one character, two code units")]
    [TestCase("a\0", null, 50, nameof(SearchUsers.Search))]
    [TestCase("al", "\0", 50, nameof(SearchUsers.After))]
    [TestCase("al", null, 0, nameof(SearchUsers.Limit))]
    [TestCase("al", null, 201, nameof(SearchUsers.Limit))]
    public void An_invalid_search_reports_the_invalid_field(string? search, string? after, int limit, string field)
    {
        var result = new SearchUsersValidator().Validate(new SearchUsers(search, after, limit));

        Assert.That(result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { field }));
    }

    [TestCase(1)]
    [TestCase(200)]
    public void A_page_may_have_1_to_200_items(int limit)
    {
        Assert.That(new SearchUsersValidator().Validate(new SearchUsers("al", null, limit)).IsValid, Is.True);
    }

    private Task<Result<Page<UserDto>>> HandleAsync(SearchUsers query, bool wholeNamesAlone) =>
        new SearchUsersHandler(_users.Object, new DirectoryRules(wholeNamesAlone), Mapping.Mapper)
            .Handle(query, CancellationToken.None);
}
