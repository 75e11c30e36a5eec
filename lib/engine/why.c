/* um_why: the sentences. */
#include "engine.h"

#define UM_SENTENCE(name, sentence) sentence,
static const char *const sentences[] = {
	"nothing has failed", UM_REASONS(UM_SENTENCE)
};

const char *um_why(void)
{
	return sentences[um_reason_given()];
}
