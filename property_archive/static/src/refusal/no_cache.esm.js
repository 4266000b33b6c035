import {RPCCache} from "@web/core/network/rpc_cache";
import {patch} from "@web/core/utils/patch";

/** How a view looks and what fields there are: nothing of a document. */
const DEFINITIONS = ["get_views", "fields_get"];

/**
 * Whether an answer may hold something of a document of the archive.
 *
 * @param {String} table the method called
 * @param {String} key what it was called with, as JSON
 * @returns {Boolean}
 */
export function isOfArchive(table, key) {
    return (
        !DEFINITIONS.includes(table) &&
        (key.includes('"property.archive.') || key.includes('"archive_open_'))
    );
}

/**
 * The web client keeps answers in memory and on disk, and shows them before it asks again:
 * after a right has ended they would still be shown. Who reads of the archive asks it.
 */
patch(RPCCache.prototype, {
    read(table, key, fallback, settings = {}) {
        if (!isOfArchive(table, key)) {
            return super.read(...arguments);
        }
        return fallback().then((result) => {
            settings.callback?.(result, false);
            return result;
        });
    },
});
