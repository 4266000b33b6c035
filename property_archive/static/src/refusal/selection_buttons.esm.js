import {ListController} from "@web/views/list/list_controller";
import {evaluateBooleanExpr} from "@web/core/py_js/py";
import {patch} from "@web/core/utils/patch";

/**
 * Above a list of the archive stands what can be done with every selected row: the
 * ``invisible`` of such a button is asked of each of them.
 */
patch(ListController.prototype, {
    evalViewModifier(modifier) {
        const root = this.model.root;
        if (!modifier || !root.resModel.startsWith("property.archive.")) {
            return super.evalViewModifier(modifier);
        }
        return root.selection.some((record) =>
            evaluateBooleanExpr(modifier, record.evalContextWithVirtualIds)
        );
    },
});
