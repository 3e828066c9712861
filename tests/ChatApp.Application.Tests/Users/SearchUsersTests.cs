using ChatApp.Application.Common;
using ChatApp.Application.Users;
using ChatApp.Domain.Users;
using Moq;

namespace ChatApp.Application.Tests.Users;

internal sealed class SearchUsersTests
{
    private readonly Mock<IUserDirectory> _users = new();

    [TestCase("Ali", "ALICE", "ali", "alice")]
    [TestCase(null, null, "", null)]
    [TestCase("", "", "", "")]
    public async Task Case_does_not_matter_and_an_absent_text_means_everybody(
        string? search, string? after, string prefixKey, string? afterKey)
    {
        var user = Some.User("Alina");
        _users
            .Setup(users => users.SearchAsync(prefixKey, afterKey, 7, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Page<User>([user], HasMore: true));

        var result = await new SearchUsersHandler(_users.Object, Mapping.Mapper)
            .Handle(new SearchUsers(search, after, 7), CancellationToken.None);

        Assert.That(result.Value.Items, Is.EqualTo(new[] { new UserDto(user.Id, "Alina", "Alina") }));
        Assert.That(result.Value.HasMore, Is.True);
    }

    [TestCase("a\0", null, 50, nameof(SearchUsers.Search))]
    [TestCase("a", "\0", 50, nameof(SearchUsers.After))]
    [TestCase("a", null, 0, nameof(SearchUsers.Limit))]
    [TestCase("a", null, 201, nameof(SearchUsers.Limit))]
    public void A_search_names_the_field_that_breaks_a_rule(string? search, string? after, int limit, string field)
    {
        var result = new SearchUsersValidator().Validate(new SearchUsers(search, after, limit));

        Assert.That(result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { field }));
    }

    [TestCase(1)]
    [TestCase(200)]
    public void A_page_may_have_1_to_200_items(int limit)
    {
        Assert.That(new SearchUsersValidator().Validate(new SearchUsers(null, null, limit)).IsValid, Is.True);
    }
}
